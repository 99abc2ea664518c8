"""The SQL of this version as `setup` sends it, rendered when the package was made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACE = "{ledger}"
"""Stands for the dataset's address."""

SECTION = re.compile(r"^-- nightledger: (\w+) (.+)\n", re.MULTILINE)
FILE = "statements.sql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """A statement of this version. kind: table, creation (of a view), procedure or occasion."""

    name: str
    kind: str
    sql: str

    def at(self, address: str) -> str:
        """Return it for a dataset."""
        return self.sql.replace(PLACE, address)


@lru_cache(maxsize=1)
def shipped() -> tuple[Shipped, ...]:
    """Return all of them, in the order in which they can be sent."""
    text = files("nightledger.doctor").joinpath(FILE).read_text(encoding="utf-8")
    _, *parts = SECTION.split(text)
    return tuple(
        Shipped(kind=kind, name=name, sql=sql.rstrip())
        for kind, name, sql in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )


def of_kind(kind: str) -> list[Shipped]:
    """Return those of one kind."""
    return [each for each in shipped() if each.kind == kind]


def as_file(statements: Iterable[Shipped]) -> str:
    """Return the text that `shipped` reads."""
    return "".join(f"-- nightledger: {each.kind} {each.name}\n{each.sql}\n" for each in statements)


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Return every word of our own statements, in lower case."""
    return frozenset(
        word.lower() for each in shipped() for word in re.findall(r"[A-Za-z_]\w*", each.sql)
    )
