"""tables.get of what DDL made: types, descriptions, partitioning and clustering as declared."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import json
import re
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from .kept import Kept, with_names, with_signs, without_datasets
from .patching import wrap

CREATES = re.compile(r"(?:\s|--[^\n]*\n|#[^\n]*\n|/\*.*?\*/)*create\b", re.IGNORECASE | re.DOTALL)
SYNC = "bqemulator.catalog.ddl_sync"
#: One job and one statement of a script each import the functions by name.
CALLERS = ("bqemulator.jobs.executor", "bqemulator.scripting.interpreter")
KEPT = Kept("declarations")
JSON_COLUMNS: ContextVar[set[str]] = ContextVar("JSON_COLUMNS")
OF_VIEW: ContextVar[bool] = ContextVar("OF_VIEW", default=False)


def repair() -> None:
    """Take hold where the emulator copies a new table or view into its catalogue."""
    wrap("bqemulator.storage.arrow_bridge:introspect_arrow_schema", note_json)
    wrap(f"{SYNC}:_column_notnull_map", ask_tables_only)
    wrap(f"{SYNC}:_introspect_schema", recognise_json)
    wrap(f"{SYNC}:_detect_plain_create_view", read_views_once)
    wrap(f"{SYNC}:_detect_plain_create_table", read_tables_once)
    for caller in CALLERS:
        wrap(f"{caller}:sync_created_table", keep_details)
        wrap(f"{caller}:sync_created_view", keep_details)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a `create table` or `create view` says of the thing it makes."""

    kind: str
    target: list[str]
    if_not_exists: bool
    description: str | None
    columns: dict[str, str | None]
    clustering: list[str]
    partitioning: dict[str, Any]
    query: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """Stands for the tree of a view's query, of which the emulator wants the text."""

    text: str

    def sql(self, dialect: str) -> str:
        """Return the text in BigQuery's own words."""
        del dialect
        return self.text


def note_json(original: Any) -> Any:
    """Write down the columns whose type is lost on the way: DuckDB's JSON becomes a string."""
    del original

    def introspect(engine: Any, target: str) -> Any:
        answer = engine.execute(f"from {target} limit 0")
        kinds = {name: str(kind) for name, kind, *_ in answer.description}
        JSON_COLUMNS.set({name for name, kind in kinds.items() if kind in {"JSON", "JSON[]"}})
        return answer.to_arrow_table().schema

    return introspect


def ask_tables_only(original: Any) -> Any:
    """Ask a table which columns are required; a view has none, and would be planned anew."""

    def not_null(target: str, ctx: Any) -> dict[str, bool]:
        return {} if OF_VIEW.get() else dict(original(target, ctx))

    return not_null


def recognise_json(original: Any) -> Any:
    """BigQuery: a JSON column is JSON. DuckDB's result schema alone calls it a string."""

    def introspect(project: str, dataset: str, table: str, ctx: Any) -> Any:
        schema = original(project, dataset, table, ctx)
        json_columns = JSON_COLUMNS.get()
        fields = (
            field.model_copy(update={"type": "JSON"}) if field.name in json_columns else field
            for field in schema.fields
        )
        return schema.model_copy(update={"fields": tuple(fields)})

    return introspect


def read_views_once(original: Any) -> Any:
    """Return the name and the query of a view from what is known of its text."""
    del original

    def detect(sql: str) -> tuple[Any, Any]:
        said = declared(sql)
        if said is None or said.kind != "VIEW" or said.query is None:
            return None, None
        return target_of(said), Query(said.query)

    return detect


def read_tables_once(original: Any) -> Any:
    """Return the name of a table in the same way."""
    del original

    def detect(sql: str) -> Any:
        said = declared(sql)
        return target_of(said) if said and said.kind == "TABLE" else None

    return detect


def target_of(said: Declared) -> exp.Table:
    """Return the name of what a statement makes."""
    catalog, dataset, name = said.target
    return exp.table_(name, db=dataset, catalog=catalog)


def keep_details(original: Any) -> Any:
    """BigQuery: the statement's options show in tables.get; an existing table keeps its own."""

    def sync(bq_sql: str, project: str, ctx: Any) -> None:
        said = declared(bq_sql)
        if said is None:
            original(bq_sql, project, ctx)
            return
        name = (said.target[0] or project, *said.target[1:])
        if said.if_not_exists and ctx.catalog.get_table(*name):
            return
        OF_VIEW.set(said.kind == "VIEW")
        original(bq_sql, project, ctx)
        OF_VIEW.set(False)
        if meta := ctx.catalog.get_table(*name):
            ctx.catalog.update_table(meta.model_copy(update=details(said, meta)))

    return sync


def declared(sql: str) -> Declared | None:
    """Return what a statement declares; None for all but a plain `create table` or `view`."""
    if not CREATES.match(sql) or "§" in sql:
        return None
    signed, names = without_datasets(sql)
    text = KEPT.find((signed,), lambda: with_signs(json.dumps(read(sql)), names))
    said = json.loads(with_names(text, names))
    return Declared(**said) if said else None


def read(sql: str) -> dict[str, Any] | None:
    """Take a statement apart."""
    try:
        tree = parse_one(sql, read="bigquery")
    except SqlglotError:
        return None
    if not isinstance(tree, exp.Create) or tree.kind not in {"TABLE", "VIEW"}:
        return None
    properties = tree.args.get("properties") or exp.Properties(expressions=[])
    if properties.find(exp.MaterializedProperty) or tree.args.get("clone"):
        return None
    schema = tree.this if isinstance(tree.this, exp.Schema) else None
    target = tree.this.this if schema else tree.this
    definitions = [c for c in schema.expressions if isinstance(c, exp.ColumnDef)] if schema else []
    cluster = properties.find(exp.ClusterProperty)
    partition = properties.find(exp.PartitionedByProperty)
    return asdict(
        Declared(
            kind=tree.kind,
            target=[target.catalog, target.db, target.name],
            if_not_exists=bool(tree.args.get("exists")),
            description=option(properties, "description"),
            columns={column.name: option(column, "description") for column in definitions},
            clustering=[column.name for column in cluster.expressions] if cluster else [],
            partitioning=partitioning(partition.this) if partition else {},
            query=tree.expression.sql(dialect="bigquery") if tree.kind == "VIEW" else None,
        )
    )


def details(said: Declared, meta: Any) -> dict[str, Any]:
    """Return the fields of the catalogue's entry that the statement declares."""
    models = import_module("bqemulator.catalog.models")
    changes: dict[str, Any] = {
        "schema_": described(meta.schema_, said.columns),
        "description": said.description,
    }
    if said.clustering:
        changes["clustering"] = models.Clustering(fields=tuple(said.clustering))
    if said.partitioning:
        known = meta.time_partitioning or models.TimePartitioning()
        changes["time_partitioning"] = known.model_copy(update=said.partitioning)
    return changes


def option(node: exp.Expression, name: str) -> str | None:
    """Return the text of one entry of `options(...)`, None when absent."""
    for entry in node.find_all(exp.Property):
        value = entry.args.get("value")
        if entry.name.lower() == name and isinstance(value, exp.Literal):
            return str(value.this)
    return None


def described(schema: Any, descriptions: dict[str, str | None]) -> Any:
    """Return the schema with the descriptions of the named columns replaced."""
    fields = (
        field.model_copy(update={"description": descriptions[field.name]})
        if field.name in descriptions
        else field
        for field in schema.fields
    )
    return schema.model_copy(update={"fields": tuple(fields)})


def partitioning(by: exp.Expression) -> dict[str, Any]:
    """Return unit and column of `partition by c`, `date(c)` or `timestamp_trunc(c, hour)`."""
    unit = by.args.get("unit")
    column = next(by.find_all(exp.Identifier), None)
    name = column.name if column is not None else ""
    pseudo = name.upper() in {"", "_PARTITIONDATE", "_PARTITIONTIME"}
    return {"type": unit.name.upper() if unit else "DAY", "field": None if pseudo else name}
