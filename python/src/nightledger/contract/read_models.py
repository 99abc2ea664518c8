"""Read the contract: one dbt model per ledger table, and the columns every table has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from nightledger.contract.table import Column, Table
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DATA_TYPES = ("string", "timestamp", "date", "int64", "float64", "bool", "json", "array<string>")


def read_tables(
    folder: Path, common: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]
) -> list[Table]:
    """Return every table of the contract, by name. Raises ConfigError naming the file.

    `common` are the columns every table begins with, as the macro `common_columns` gives them;
    `groups` those that several share, as the macro `column_groups` does.
    """
    return [read_table(path, common, groups) for path in sorted(folder.glob("*.yml"))]


def read_table(
    path: Path, common: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]
) -> Table:
    """Return the one table a file describes, as the macro `contract_columns` does."""
    model = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]
    about = model["config"]["meta"]["nightledger"]
    columns = {name: common[name] for name in common if name not in about.get("without", ())}
    for group in about.get("columns_of", ()):
        columns |= groups[group]
    columns |= {column["name"]: column for column in model["columns"]}
    table = Table(
        name=about["relation"],
        description=one_line(model["description"]),
        columns=tuple(read_column(column, path) for column in columns.values() if column),
        natural_key=tuple(about["natural_key"]),
        partition_column=about.get("partition_by"),
        cluster_by=tuple(about["cluster_by"]),
    )
    check_natural_key(table, path)
    return table


def read_column(entry: dict[str, Any], path: Path) -> Column:
    """Return one column; its type must be one the writers know."""
    constraints = entry.get("constraints") or []
    about = entry.get("config", {}).get("meta", {})
    column = Column(
        name=entry["name"],
        data_type=str(entry.get("data_type")),
        is_required=any(constraint["type"] == "not_null" for constraint in constraints),
        description=one_line(entry["description"]),
        is_redacted=about.get("nightledger", {}).get("redact", True),
    )
    if column.data_type not in DATA_TYPES:
        message = (
            f"{path}: column {column.name} has data_type {column.data_type!r}. "
            f"Use one of {', '.join(DATA_TYPES)}."
        )
        raise ConfigError(message)
    return column


def check_natural_key(table: Table, path: Path) -> None:
    """Refuse a key with a part that can be null or is no text: its MD5 would be null or unclear.

    The rows of a look are made by its own SQL, which spells their ids itself.
    """
    for name in table.natural_key if table.is_appended else ():
        column = table.column(name)
        if column is None or column.data_type != "string" or not column.is_required:
            message = (
                f"{path}: natural_key names {name}, which is not a required string column. "
                "Every part of a key has to be one."
            )
            raise ConfigError(message)


def one_line(text: str) -> str:
    """Return a description without the line breaks of its file."""
    return " ".join(text.split())
