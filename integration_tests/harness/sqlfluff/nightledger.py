"""The package's macros as sqlfluff sees them: the real Jinja files, rendered without dbt.

sqlfluff finds this module by its `library_path` and hands it to every model as `nightledger`.
"""

from __future__ import annotations

import functools
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2

MACROS = Path(__file__).resolve().parents[3] / "macros"


class Returned(Exception):  # noqa: N818 - control flow, as in dbt itself
    """Carries the value of dbt's `return()` out of a macro."""

    def __init__(self, value: object) -> None:
        self.value = value


def hand_back(value: object) -> None:
    """Stand in for dbt's `return()`."""
    raise Returned(value)


def relation(database: str, schema: str, identifier: str) -> str:
    """Stand in for dbt's `api.Relation.create`."""
    return f"`{database}`.`{schema}`.`{identifier}`"


@functools.cache
def module_of(name: str) -> Any:  # noqa: ANN401 - Jinja modules have no type
    """Load the file of one macro; the file is named like the macro."""
    (path,) = MACROS.rglob(f"{name}.sql")
    environment = jinja2.Environment(
        extensions=["jinja2.ext.do"],
        autoescape=False,  # noqa: S701 - SQL
    )
    names = {
        "return": hand_back,
        "var": lambda _name, default=None: default,
        "execute": False,
        "target": SimpleNamespace(database="project", schema="dataset"),
        "api": SimpleNamespace(Relation=SimpleNamespace(create=relation)),
        "nightledger": SimpleNamespace(**{p.stem: macro(p.stem) for p in MACROS.rglob("*.sql")}),
    }
    return environment.from_string(path.read_text(), globals=names).module


def macro(name: str) -> Any:  # noqa: ANN401 - a macro takes and gives anything
    """Return one macro as a function."""

    def call(*args: object, **kwargs: object) -> object:
        try:
            return getattr(module_of(name), name)(*args, **kwargs)
        except Returned as returned:
            return returned.value

    return call


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a macro takes and gives anything
    """Return a macro by name; anything else does not exist."""
    if not list(MACROS.rglob(f"{name}.sql")):
        raise AttributeError(name)
    return macro(name)
