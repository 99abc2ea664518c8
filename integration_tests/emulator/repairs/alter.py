"""ALTER TABLE: several actions in one statement, options, and the catalogue afterwards."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot.errors import SqlglotError

from .catalog import described
from .patching import wrap

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlglot.tokenizer_core import Token

OPENING = {"(": 1, "<": 1, "[": 1, ")": -1, ">": -1, ">>": -2, "]": -1}
LITERALS = {"STRING", "RAW_STRING", "IDENTIFIER"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What DuckDB has to run (None for options only), and what is described ("" is the table)."""

    sql: str | None
    column: str
    description: str | None
    sets_description: bool
    adds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Alter:
    """An ALTER TABLE statement taken apart."""

    table: tuple[str, ...]
    if_exists: bool
    actions: tuple[Action, ...]


def repair() -> None:
    """Take hold where a job or a script runs one statement."""
    wrap("bqemulator.jobs.executor:_run_single_sql", alter_in_jobs)
    wrap("bqemulator.scripting.interpreter:ScriptInterpreter._run_query", alter_in_scripts)


def alter_in_jobs(original: Any) -> Any:
    """Run the actions of a job's ALTER TABLE one by one."""

    async def run(project: str, bq_sql: str, parameters: Any, ctx: Any, *, caller: Any) -> Any:
        async def one(sql: str) -> Any:
            return await original(project, sql, parameters, ctx, caller=caller)

        alter = parse_alter(bq_sql)
        return await (one(bq_sql) if alter is None else apply(alter, project, ctx, one))

    return run


def alter_in_scripts(original: Any) -> Any:
    """Run the actions of a script's ALTER TABLE one by one."""

    async def run(self: Any, bq_sql: str) -> Any:
        async def one(sql: str) -> Any:
            return await original(self, sql)

        alter = parse_alter(bq_sql)
        if alter is None:
            return await one(bq_sql)
        return await apply(alter, self._project_id, self._ctx, one)

    return run


async def apply(alter: Alter, project: str, ctx: Any, one: Callable[[str], Awaitable[Any]]) -> Any:
    """BigQuery: all actions take effect and show in tables.get (there atomically, not here)."""
    name = (project, *alter.table)[-3:]
    if ctx.catalog.get_table(*name) is None and not alter.if_exists:
        errors = import_module("bqemulator.domain.errors")
        message = f"Not found: Table {name[0]}:{name[1]}.{name[2]} was not found in location US"
        raise errors.NotFoundError(message)
    result = await one("select 1")
    for action in alter.actions:
        if action.sql is not None:
            result = await one(action.sql)
    if meta := ctx.catalog.get_table(*name):
        ctx.catalog.update_table(meta.model_copy(update=changes(alter, meta, name, ctx)))
    return result


def changes(alter: Alter, meta: Any, name: tuple[str, ...], ctx: Any) -> dict[str, Any]:
    """Return the new columns and descriptions of the catalogue's entry."""
    introspect = import_module("bqemulator.catalog.ddl_sync")._introspect_schema  # noqa: SLF001
    known = {field.name: field.description for field in meta.schema_.fields}
    said = {
        action.column: action.description
        for action in alter.actions
        if action.sets_description and not (action.adds and action.column in known)
    }
    table_description = said.pop("", meta.description)
    columns = introspect(*name, ctx)
    if unknown := said.keys() - {field.name for field in columns.fields}:
        errors = import_module("bqemulator.domain.errors")
        message = f"Column not found: {', '.join(sorted(unknown))}"
        raise errors.InvalidQueryError(message)
    return {"schema_": described(columns, known | said), "description": table_description}


def parse_alter(sql: str) -> Alter | None:
    """Take an ALTER TABLE apart; None for any other statement."""
    if "alter" not in sql[:4000].lower():  # a long comment of dbt's may come first
        return None
    try:
        tokens = sqlglot.tokenize(sql, read="bigquery")
    except SqlglotError:
        return None
    words = [token.text.lower() for token in tokens]
    if words[:2] != ["alter", "table"]:
        return None
    if_exists = words[2:4] == ["if", "exists"]
    start = 4 if if_exists else 2
    end = start + 1
    while words[end : end + 1] == ["."]:
        end += 2
    dotted = ".".join(token.text for token in tokens[start:end] if token.text != ".")
    head = sql[tokens[0].start : tokens[end - 1].end + 1]
    return Alter(
        table=tuple(dotted.split(".")),
        if_exists=if_exists,
        actions=tuple(action(head, sql, part) for part in split_at_commas(tokens[end:])),
    )


def split_at_commas(tokens: list[Token]) -> list[list[Token]]:
    """Split at the commas outside of brackets; a trailing semicolon is dropped."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        text = "" if token.token_type.name in LITERALS else token.text
        depth += OPENING.get(text, 0)
        if depth == 0 and text == ",":
            parts.append([])
        elif text != ";":
            parts[-1].append(token)
    return parts


def action(head: str, sql: str, tokens: list[Token]) -> Action:
    """Read one action, taking `options(...)` out of what DuckDB sees."""
    words = [token.text.lower() for token in tokens]
    at = words.index("options") if "options" in words else len(words)
    runs = words[0] != "set" and words[at - 1] != "set"
    last = tokens[at - 1]
    return Action(
        sql=f"{head} {sql[tokens[0].start : last.end + 1]}" if runs else None,
        column=column_name(tokens) if "column" in words[:2] else "",
        description=description(tokens[at:]),
        sets_description="description" in words[at:],
        adds=words[0] == "add",
    )


def column_name(tokens: list[Token]) -> str:
    """Return the name after `add column [if not exists]` or `alter column [if exists]`."""
    rest = [token.text for token in tokens[2:]]
    while rest[0].lower() in {"if", "not", "exists"}:
        rest.pop(0)
    return rest[0]


def description(tokens: list[Token]) -> str | None:
    """Return the text after `description =`, None for null or nothing."""
    for key, _, value in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if key.text.lower() == "description" and value.token_type.name in LITERALS:
            return str(value.text)
    return None
