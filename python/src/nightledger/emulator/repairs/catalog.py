"""tables.get of what DDL made: types, descriptions, partitioning and clustering as declared."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import functools
import re
from importlib import import_module
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from .patching import wrap

CREATES = re.compile(r"(?:\s|--[^\n]*\n|#[^\n]*\n|/\*.*?\*/)*create\b", re.IGNORECASE | re.DOTALL)
SYNC = "bqemulator.catalog.ddl_sync"
#: One job and one statement of a script each import the functions by name.
CALLERS = ("bqemulator.jobs.executor", "bqemulator.scripting.interpreter")


def repair() -> None:
    """Take hold where the emulator copies a new table or view into its catalogue."""
    wrap(f"{SYNC}:_introspect_schema", recognise_json)
    for caller in CALLERS:
        wrap(f"{caller}:sync_created_table", keep_details)
        wrap(f"{caller}:sync_created_view", keep_details)


def recognise_json(original: Any) -> Any:
    """BigQuery: a JSON column is JSON. DuckDB's result schema alone calls it a string."""
    quoted_table_ref = import_module("bqemulator.storage.sql_identifiers").quoted_table_ref

    def introspect(project: str, dataset: str, table: str, ctx: Any) -> Any:
        schema = original(project, dataset, table, ctx)
        target = quoted_table_ref(project, dataset, table)
        rows = ctx.engine.execute(f"pragma table_info({target})").fetchall()
        json_columns = {name for _, name, kind, *_ in rows if kind in {"JSON", "JSON[]"}}
        fields = (
            field.model_copy(update={"type": "JSON"}) if field.name in json_columns else field
            for field in schema.fields
        )
        return schema.model_copy(update={"fields": tuple(fields)})

    return introspect


def keep_details(original: Any) -> Any:
    """BigQuery: the statement's options show in tables.get; an existing table keeps its own."""
    split_target = import_module(SYNC)._split_target  # noqa: SLF001 - as its neighbours do

    def sync(bq_sql: str, project: str, ctx: Any) -> None:
        tree = parse_create(bq_sql)
        if tree is None:
            original(bq_sql, project, ctx)
            return
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        name = split_target(target, project)
        if tree.args.get("exists") and ctx.catalog.get_table(*name):
            return
        original(bq_sql, project, ctx)
        if meta := ctx.catalog.get_table(*name):
            ctx.catalog.update_table(meta.model_copy(update=details(tree, meta)))

    return sync


@functools.lru_cache(maxsize=8)
def parse_create(sql: str) -> exp.Create | None:
    """Return the tree of a `create table` or `create view`, and None for all else.

    Each statement is asked about twice in a row; nobody changes the tree.
    """
    if not CREATES.match(sql):
        return None
    try:
        tree = parse_one(sql, read="bigquery")
    except SqlglotError:
        return None
    if isinstance(tree, exp.Create) and tree.kind in {"TABLE", "VIEW"}:
        return tree
    return None


def details(tree: exp.Create, meta: Any) -> dict[str, Any]:
    """Give the fields of the catalogue's entry that the statement declares."""
    columns = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
    descriptions = {
        column.name: option(column, "description")
        for column in columns
        if isinstance(column, exp.ColumnDef)
    }
    properties = tree.args.get("properties") or exp.Properties(expressions=[])
    changes: dict[str, Any] = {
        "schema_": described(meta.schema_, descriptions),
        "description": option(properties, "description"),
    }
    models = import_module("bqemulator.catalog.models")
    if cluster := properties.find(exp.ClusterProperty):
        names = tuple(column.name for column in cluster.expressions)
        changes["clustering"] = models.Clustering(fields=names)
    if partition := properties.find(exp.PartitionedByProperty):
        known = meta.time_partitioning or models.TimePartitioning()
        changes["time_partitioning"] = known.model_copy(update=partitioning(partition.this))
    return changes


def option(node: exp.Expression, name: str) -> str | None:
    """Give the text of one entry of `options(...)`, None when absent."""
    for entry in node.find_all(exp.Property):
        value = entry.args.get("value")
        if entry.name.lower() == name and isinstance(value, exp.Literal):
            return str(value.this)
    return None


def described(schema: Any, descriptions: dict[str, str | None]) -> Any:
    """Give the schema with the descriptions of the named columns replaced."""
    fields = (
        field.model_copy(update={"description": descriptions[field.name]})
        if field.name in descriptions
        else field
        for field in schema.fields
    )
    return schema.model_copy(update={"fields": tuple(fields)})


def partitioning(by: exp.Expression) -> dict[str, Any]:
    """Give unit and column of `partition by c`, `date(c)` or `timestamp_trunc(c, hour)`."""
    unit = by.args.get("unit")
    column = next(by.find_all(exp.Identifier), None)
    name = column.name if column is not None else ""
    pseudo = name.upper() in {"", "_PARTITIONDATE", "_PARTITIONTIME"}
    return {"type": unit.name.upper() if unit else "DAY", "field": None if pseudo else name}
