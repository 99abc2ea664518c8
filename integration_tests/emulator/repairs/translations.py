"""Statements of scripts: each is translated once, as long as the tables it reads stay as they are.

The emulator parses the text of every statement some ten times whenever it runs, which for a
procedure of a hundred statements is most of its time.
"""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import asyncio
import functools
import re
from dataclasses import dataclass, fields, is_dataclass, replace
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Any

from .kept import Kept, named_datasets, with_names, with_signs, without_datasets
from .patching import wrap

LONGEST_STATEMENT = 100_000
NEVER_KEPT = re.compile(r"INFORMATION_SCHEMA|SYSTEM_TIME|_TABLE_SUFFIX|`[\w.-]+\*`", re.IGNORECASE)
INTERPRETER = "bqemulator.scripting.interpreter"
EXECUTOR = "bqemulator.jobs.executor"
CATALOGUE = "bqemulator.catalog.ddl_sync"
PURE = (
    f"{INTERPRETER}:rewrite_table_refs",
    f"{EXECUTOR}:rewrite_table_refs",
    f"{INTERPRETER}:_is_row_producing",
    f"{CATALOGUE}:_detect_catalog_drop",
    f"{CATALOGUE}:_detect_create_schema",
)
"""Functions that only look at a statement's text."""
PARSERS = (f"{INTERPRETER}:parse_script", f"{EXECUTOR}:parse_script")
"""What takes scripts apart, and a procedure's body at each call."""
OF_DML = (
    f"{EXECUTOR}:_reject_dml_on_immutable",
    f"{EXECUTOR}:_capture_dml_snapshots",
)
"""What parses all that is sent to see whether it is DML."""
DML = re.compile(
    r"(?:\s|--[^\n]*\n|#[^\n]*\n|/\*.*?\*/)*(?:insert|update|delete|merge|truncate)\b",
    re.IGNORECASE | re.DOTALL,
)


def repair() -> None:
    """Take hold where the interpreter puts variables into a statement and translates it."""
    wrap(f"{INTERPRETER}:_rewrite_vars_to_params", keep_places_of_variables)
    wrap(f"{INTERPRETER}:_build_scalar_placeholder", note_variables)
    for caller in (INTERPRETER, EXECUTOR):
        wrap(f"{caller}:rewrite_and_translate_statement", keep_translations)
    for place in PURE:
        wrap(place, keep_answers)
    for place in PARSERS:
        wrap(place, parse_once)
    for place in OF_DML:
        wrap(place, of_dml_only)


def parse_once(original: Any) -> Any:
    """Take a script apart once, for every dataset it is sent for."""
    parsed = functools.lru_cache(maxsize=64)(original)
    errors = import_module("bqemulator.domain.errors")

    def parse(source: str) -> Any:
        names = sorted(named_datasets(source), key=len, reverse=True)
        if not names or "§" in source:
            return parsed(source)
        try:
            return named_anew(parsed(with_signs(source, names)), names)
        except errors.InvalidQueryError:
            return parsed(source)  # a sign where only a name may stand

    return parse


def named_anew(node: Any, names: list[str]) -> Any:
    """Return a copy of a script's tree with names in place of signs."""
    if isinstance(node, str):
        return with_names(node, names) if "§" in node else node
    if isinstance(node, (list, tuple)):
        return type(node)(named_anew(inner, names) for inner in node)
    if is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: named_anew(getattr(node, f.name), names) for f in fields(node)}
        return replace(node, **changed)
    return node


def of_dml_only(original: Any) -> Any:
    """Answer at once for what does not begin as DML does."""
    nothing = asyncio.sleep if iscoroutinefunction(original) else lambda _: None

    def ask(project: str, sql: str, ctx: Any) -> Any:
        return original(project, sql, ctx) if DML.match(sql) else nothing(0)

    return ask


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

        found = kept.find((signed, others, tuple(sorted(named.items()))), make)
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

        nulls = tuple(sorted((n, v.type_name, v.value is None) for n, v in visible.items()))
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
