"""INFORMATION_SCHEMA.COLUMN_FIELD_PATHS: which BigQuery has, and the emulator has not.

Top-level columns only, and of their facts those the ledger's setup asks for.
"""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .patching import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLER = "bqemulator.sql.inner_query"
SCHEMA = "bqemulator.sql.rewriter.information_schema"
VIEW = "COLUMN_FIELD_PATHS"
NAMES = "table_catalog, table_schema, table_name, column_name, field_path, data_type, description"


def repair() -> None:
    """Take hold where the emulator puts rows in place of its other schema views."""
    wrap(f"{CALLER}:expand_information_schema", with_field_paths)


def with_field_paths(original: Any) -> Any:
    """Put the rows in place of the view, then let the emulator do the same for its own."""
    patterns = import_module(SCHEMA)._build_patterns(VIEW)[:2]  # noqa: SLF001 - its own helper

    def expand(bq_sql: str, project_id: str, catalog: Any) -> str:
        if VIEW in bq_sql.upper():
            for pattern in patterns:
                bq_sql = pattern.sub(lambda found: rows(found, project_id, catalog), bq_sql)
        expanded: str = original(bq_sql, project_id, catalog)
        return expanded

    return expand


def rows(found: Any, project_id: str, catalog: Any) -> str:
    """Return the columns of a dataset as a subquery."""
    project = found.groupdict().get("project") or project_id
    values = list(columns(project, found["dataset"], catalog))
    none = not values
    inner = ", ".join(values or [f"({', '.join(['NULL'] * len(NAMES.split(', ')))})"])
    where = " WHERE FALSE" if none else ""
    return f"(SELECT * FROM (VALUES {inner}) AS v({NAMES}){where})"


def columns(project: str, dataset: str, catalog: Any) -> Iterator[str]:
    """Yield one row a column, as a literal."""
    schema = import_module(SCHEMA)
    for table in catalog.list_tables(project, dataset):
        for field in table.schema_.fields:
            texts = (project, dataset, table.table_id, field.name, field.name)
            kind = schema._render_data_type(field)  # noqa: SLF001 - its own helper
            yield f"({', '.join(map(literal, (*texts, kind, field.description)))})"


def literal(text: str | None) -> str:
    """Return a text as BigQuery spells it: the statement is not translated yet."""
    if not text:
        return "NULL"
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"
