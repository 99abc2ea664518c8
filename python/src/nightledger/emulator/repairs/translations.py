"""Statements of scripts: each is translated once, as long as the tables it reads stay as they are.

The emulator parses the text of every statement some ten times whenever it runs, which for a
procedure of a hundred statements is most of its time.
"""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import hashlib
import json
import os
import re
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .patching import wrap

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_STATEMENT = 100_000
MOST_STATEMENTS = 1_000
NEVER_KEPT = re.compile(r"INFORMATION_SCHEMA|SYSTEM_TIME|_TABLE_SUFFIX|`[\w.-]+\*`", re.IGNORECASE)
DATASET = re.compile(r"`([\w-]{6,})`(?=\.`)|(?:FROM|JOIN|INTO) \"([\w-]{6,})\"(?=\.\")")
FOLDER = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "nightledger" / "emulator"
INTERPRETER = "bqemulator.scripting.interpreter"
CATALOGUE = "bqemulator.catalog.ddl_sync"
PURE = (
    f"{INTERPRETER}:rewrite_table_refs",
    f"{INTERPRETER}:_is_row_producing",
    f"{CATALOGUE}:_detect_catalog_drop",
    f"{CATALOGUE}:_detect_plain_create_view",
    f"{CATALOGUE}:_detect_plain_create_table",
    f"{CATALOGUE}:_detect_create_schema",
)
"""Functions that only look at a statement's text."""


@cache
def version() -> tuple[str, ...]:
    """Return what the answers depend on: the emulator, its parser, and these repairs."""
    return (
        metadata.version("bqemulator"),
        metadata.version("sqlglot"),
        *(
            hashlib.sha256(f.read_bytes()).hexdigest()
            for f in sorted(Path(__file__).parent.glob("*.py"))
        ),
    )


def repair() -> None:
    """Take hold where the interpreter puts variables into a statement and translates it."""
    wrap(f"{INTERPRETER}:_rewrite_vars_to_params", keep_places_of_variables)
    wrap(f"{INTERPRETER}:_build_scalar_placeholder", note_variables)
    wrap(f"{INTERPRETER}:rewrite_and_translate_statement", keep_translations)
    for place in PURE:
        wrap(place, keep_answers)


class Kept:
    """What was found out about statements: in memory, and in a folder for the next process.

    A key is made of texts only. What is kept for one version of the emulator and of these repairs
    is not read by another.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._found: OrderedDict[str, Any] = OrderedDict()

    def find(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return what is known by that key, or make it."""
        found = self.known(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def known(self, key: tuple[Any, ...]) -> Any:
        """Return what is known by that key; None for nothing."""
        name = self._name(key)
        if name in self._found:
            self._found.move_to_end(name)
            return self._found[name]
        try:
            found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        self._remember(name, found)
        return found

    def keep(self, key: tuple[Any, ...], found: Any) -> None:
        """Keep what was found out, for the next process too."""
        name = self._name(key)
        self._remember(name, found)
        path = FOLDER / f"{name}.json"
        with suppress(OSError):  # a folder that cannot be written costs time and nothing else
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch = path.with_suffix(f".{os.getpid()}")
            scratch.write_text(json.dumps(found), encoding="utf-8")
            scratch.replace(path)

    def _name(self, key: tuple[Any, ...]) -> str:
        return hashlib.sha256(repr((version(), self._what, key)).encode()).hexdigest()

    def _remember(self, name: str, found: Any) -> None:
        self._found[name] = found
        if len(self._found) > MOST_STATEMENTS:
            self._found.popitem(last=False)


def without_datasets(sql: str) -> tuple[str, list[str]]:
    """Return a text with signs in place of the datasets it names, and their names.

    What was found out about a statement then holds for the same one of another dataset. A name that
    occurs elsewhere too stays.
    """
    found = {name for pair in DATASET.findall(sql) for name in pair if name}
    names = sorted(n for n in found if sql.count(n) == sql.count(f"`{n}`") + sql.count(f'"{n}"'))
    return with_signs(sql, names), names


def with_signs(text: str, names: list[str]) -> str:
    """Put signs in place of names."""
    for place, name in enumerate(names):
        text = text.replace(name, f"§{place}§")
    return text


def with_names(text: str, names: list[str]) -> str:
    """Put names in place of signs."""
    for place, name in enumerate(names):
        text = text.replace(f"§{place}§", name)
    return text


def keep_answers(original: Any) -> Any:
    """Ask a function that only looks at a text once for each text, unless it finds a tree."""
    kept = Kept(original.__name__)

    def answer(sql: str, *others: Any, **named: Any) -> Any:
        if len(sql) > LONGEST_STATEMENT or "§" in sql:
            return original(sql, *others, **named)
        signed, names = without_datasets(sql)

        def make() -> Any:
            found = original(sql, *others, **named)
            if found is None or isinstance(found, bool):
                return {"answer": found}
            if isinstance(found, tuple) and not any(found):
                return {"nothing": len(found)}
            return {"text": with_signs(found, names)} if isinstance(found, str) else {}

        found = kept.find((signed, others, sorted(named.items())), make)
        if "text" in found:
            return with_names(found["text"], names)
        if "nothing" in found:
            return (None,) * found["nothing"]
        return found["answer"] if found else original(sql, *others, **named)

    return answer


@dataclass(frozen=True, slots=True)
class Named:
    """A variable's value on its way into a statement, with the variable's name."""

    name: str
    value: Any


@dataclass(slots=True)
class Visible:
    """Stands for the interpreter's stack of variables."""

    variables: dict[str, Any]

    def all_visible(self) -> dict[str, Any]:
        """Return the variables by name."""
        return self.variables


NOTED: list[str] = []


def note_variables(original: Any) -> Any:
    """Write down which variable each parameter of a statement stands for."""

    def build(value: Any, type_name: Any, params: Any) -> Any:
        if isinstance(value, Named):
            NOTED.append(value.name)
            value = value.value
        return original(value, type_name, params)

    return build


def keep_places_of_variables(original: Any) -> Any:
    """Find the variables of a statement once; what is written depends on which of them are null."""
    kept = Kept("variables")

    def rewrite(sql: str, frames: Any) -> Any:
        visible = {n: v for n, v in frames.all_visible().items() if n in sql}
        is_plain = not any(isinstance(v.value, dict) for v in visible.values())
        if len(sql) > LONGEST_STATEMENT or "§" in sql or not is_plain:
            return original(sql, frames)
        signed, names = without_datasets(sql)

        def make() -> list[Any]:
            named = {n: replace(v, value=Named(n, v.value)) for n, v in visible.items()}
            NOTED.clear()
            text, _ = original(sql, Visible(named))
            return [with_signs(text, names), list(NOTED)]

        nulls = sorted((n, v.type_name, v.value is None) for n, v in visible.items())
        text, variables = kept.find((signed, nulls), make)
        return with_names(text, names), [visible[name].value for name in variables]

    return rewrite


def keep_translations(original: Any) -> Any:
    """Translate a statement again only when a table it names has other columns."""
    kept, kept_places = Kept("translations"), Kept("tables")

    async def translate(sql: str, *, project_id: str, ctx: Any, **others: Any) -> str:
        if len(sql) > LONGEST_STATEMENT or "§" in sql or NEVER_KEPT.search(sql):
            return str(await original(sql, project_id=project_id, ctx=ctx, **others))
        signed, names = without_datasets(sql)
        signs = kept_places.find(
            (signed, project_id),
            lambda: [[with_signs(x, names) for x in one] for one in tables_of(sql, project_id)],
        )
        places = [[with_names(part, names) for part in one] for one in signs]
        key = (signed, project_id, repr(shapes(places, ctx)))
        text = kept.known(key)
        if text is None:
            text = with_signs(await original(sql, project_id=project_id, ctx=ctx, **others), names)
            kept.keep(key, text)
        return with_names(text, names)

    return translate


def tables_of(sql: str, project_id: str) -> list[tuple[str, str, str]]:
    """Return the places of the tables a statement names; none for what cannot be parsed."""
    sqlglot = import_module("sqlglot")
    try:
        tree = sqlglot.parse_one(sql, read="bigquery")
    except sqlglot.errors.ParseError:
        return []
    found = {(t.catalog or project_id, t.db, t.name) for t in tree.find_all(sqlglot.exp.Table)}
    return sorted(place for place in found if place[1] and place[2])


def shapes(places: Any, ctx: Any) -> tuple[Any, ...]:
    """Return what tables are like; None for one that is not there."""
    missing = import_module("bqemulator.domain.errors").NotFoundError
    found = []
    for place in places:
        try:
            table = ctx.catalog.get_table(*place)
        except missing:
            table = None
        found.append(table and (table.table_type, table.view_query, table.schema_))
    return tuple(found)
