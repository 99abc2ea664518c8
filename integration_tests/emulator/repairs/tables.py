"""REST on datasets and tables: missing datasets, added columns, counts of rows, deleted views."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import functools
from importlib import import_module
from typing import Any

from .patching import wrap_route

ROUTES = "bqemulator.api.routes.tables"
TABLES = "/bigquery/v2/projects/{project_id}/datasets/{dataset_id}/tables"


def repair() -> None:
    """Take hold of five REST routes."""
    wrap_route(ROUTES, "GET", TABLES, require_dataset)
    wrap_route(ROUTES, "GET", f"{TABLES}/{{table_id}}", count_rows)
    wrap_route(ROUTES, "DELETE", f"{TABLES}/{{table_id}}", drop_views)
    for method in ("PUT", "PATCH"):
        wrap_route(ROUTES, method, f"{TABLES}/{{table_id}}", add_columns)


def require_dataset(original: Any) -> Any:
    """BigQuery: listing the tables of a dataset that does not exist is 404, not an empty list."""
    errors = import_module("bqemulator.domain.errors")

    @functools.wraps(original)
    def list_tables(project_id: str, dataset_id: str, ctx: Any, **named: Any) -> Any:
        if ctx.catalog.get_dataset(project_id, dataset_id) is None:
            message = f"Not found: Dataset {project_id}:{dataset_id}"
            raise errors.NotFoundError(message)
        return original(project_id, dataset_id, ctx, **named)

    return list_tables


def count_rows(original: Any) -> Any:
    """BigQuery: tables.get knows how many rows a table has, also after an insert."""
    quoted_table_ref = import_module("bqemulator.storage.sql_identifiers").quoted_table_ref

    @functools.wraps(original)
    def get_table(project_id: str, dataset_id: str, table_id: str, ctx: Any) -> Any:
        answer = original(project_id, dataset_id, table_id, ctx)
        if ctx.catalog.get_table(project_id, dataset_id, table_id) and answer["type"] == "TABLE":
            target = quoted_table_ref(project_id, dataset_id, table_id)
            # routes run in threads, and the engine's own connection holds one answer at a time
            cursor = ctx.engine.connection.cursor()
            ((count,),) = cursor.execute(f"from {target} select count(*)").fetchall()
            answer["numRows"] = str(count)
        return answer

    return get_table


def drop_views(original: Any) -> Any:
    """BigQuery: tables.delete takes views too. dbt's tables rely on it, where a view was before."""
    quoted_table_ref = import_module("bqemulator.storage.sql_identifiers").quoted_table_ref

    @functools.wraps(original)
    async def delete_table(project_id: str, dataset_id: str, table_id: str, ctx: Any) -> Any:
        known = ctx.catalog.get_table(project_id, dataset_id, table_id)
        if known and known.table_type == "VIEW":
            target = quoted_table_ref(project_id, dataset_id, table_id)
            async with ctx.engine.write_lock():
                ctx.engine.execute(f"drop view if exists {target}")
        return await original(project_id, dataset_id, table_id, ctx)

    return delete_table


def add_columns(original: Any) -> Any:
    """BigQuery: a column added to the schema is there. dbt's incremental models rely on it."""

    @functools.wraps(original)
    async def update(
        project_id: str, dataset_id: str, table_id: str, ctx: Any, **named: Any
    ) -> Any:
        answer = await original(project_id, dataset_id, table_id, ctx=ctx, **named)
        if answer["type"] == "TABLE":
            add_missing_columns((project_id, dataset_id, table_id), answer["schema"]["fields"], ctx)
        return answer

    return update


def add_missing_columns(name: tuple[str, str, str], fields: list[Any], ctx: Any) -> None:
    """Return DuckDB's table the columns that the catalogue has and it has not."""
    target = import_module("bqemulator.storage.sql_identifiers").quoted_table_ref(*name)
    types = import_module("bqemulator.storage.type_map")
    known = {row[1] for row in ctx.engine.execute(f"pragma table_info({target})").fetchall()}
    for column, kind in types.bq_schema_to_duckdb_columns(fields):
        if column not in known:
            ctx.engine.execute(f'alter table {target} add column "{column}" {kind}')
