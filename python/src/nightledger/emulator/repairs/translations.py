"""Statements of scripts: each is translated once, as long as the tables it reads stay as they are.

BigQuery keeps plans of procedures; the emulator parses the text of every statement some ten times
whenever it runs, which for a procedure of a hundred statements is most of its time.
"""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from .patching import wrap

LONGEST_STATEMENT = 100_000
MOST_STATEMENTS = 1_000
NEVER_KEPT = re.compile(r"INFORMATION_SCHEMA|SYSTEM_TIME|_TABLE_SUFFIX|`[\w.-]+\*`", re.IGNORECASE)
DATASET = re.compile(r"`([\w-]{6,})`(?=\.`)|(?:FROM|JOIN|INTO) \"([\w-]{6,})\"(?=\.\")")
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


def repair() -> None:
    """Take hold where the interpreter puts variables into a statement and translates it."""
    wrap(f"{INTERPRETER}:_rewrite_vars_to_params", keep_places_of_variables)
    wrap(f"{INTERPRETER}:_build_scalar_placeholder", note_variables)
    wrap(f"{INTERPRETER}:rewrite_and_translate_statement", keep_translations)
    for place in PURE:
        wrap(place, keep_answers)


class Kept(OrderedDict[Any, Any]):
    """The results used last, by their key."""

    def keep(self, key: Any, value: Any) -> None:
        """Add a result; forget the one that was not used for longest."""
        self[key] = value
        self.move_to_end(key)
        if len(self) > MOST_STATEMENTS:
            self.popitem(last=False)


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
    """Ask a function that only looks at a text once for each text."""
    kept = Kept()

    def answer(sql: str, *others: Any, **named: Any) -> Any:
        if len(sql) > LONGEST_STATEMENT or "§" in sql:
            return original(sql, *others, **named)
        signed, names = without_datasets(sql)
        key = (signed, others, tuple(sorted(named.items())))
        if key not in kept:
            found = original(sql, *others, **named)
            if found is not None and not isinstance(found, (str, bool)):
                return found
            kept.keep(key, with_signs(found, names) if isinstance(found, str) else found)
        return with_names(kept[key], names) if isinstance(kept[key], str) else kept[key]

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
    kept = Kept()

    def rewrite(sql: str, frames: Any) -> Any:
        visible = {n: v for n, v in frames.all_visible().items() if n in sql}
        is_plain = not any(isinstance(v.value, dict) for v in visible.values())
        if len(sql) > LONGEST_STATEMENT or "§" in sql or not is_plain:
            return original(sql, frames)
        signed, names = without_datasets(sql)
        key = (signed, tuple(sorted((n, v.type_name, v.value is None) for n, v in visible.items())))
        if key not in kept:
            named = {n: replace(v, value=Named(n, v.value)) for n, v in visible.items()}
            NOTED.clear()
            text, _ = original(sql, Visible(named))
            kept.keep(key, (with_signs(text, names), tuple(NOTED)))
        text, variables = kept[key]
        return with_names(text, names), [visible[name].value for name in variables]

    return rewrite


def keep_translations(original: Any) -> Any:
    """Translate a statement again only when a table it names has other columns."""
    kept = Kept()

    async def translate(sql: str, *, project_id: str, ctx: Any, **others: Any) -> str:
        if len(sql) > LONGEST_STATEMENT or "§" in sql or NEVER_KEPT.search(sql):
            return str(await original(sql, project_id=project_id, ctx=ctx, **others))
        signed, names = without_datasets(sql)
        known = kept.get((signed, project_id))
        places = known and [tuple(with_names(part, names) for part in one) for one in known[0]]
        if known is None or known[1] != shapes(places, ctx):
            text = await original(sql, project_id=project_id, ctx=ctx, **others)
            places = tables_of(sql, project_id)
            signs = [tuple(with_signs(part, names) for part in place) for place in places]
            kept.keep((signed, project_id), (signs, shapes(places, ctx), with_signs(text, names)))
        return with_names(kept[signed, project_id][2], names)

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
