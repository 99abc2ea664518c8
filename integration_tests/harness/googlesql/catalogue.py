"""The tables statements may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.googlesql.information_schema import information_schema_columns
from harness.googlesql.types import Column, parse_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table or view: its full name `project.dataset.name` and its columns."""

    name: str
    columns: tuple[Column, ...]


class Catalogue:
    """Tables by full name. Like BigQuery's, names are case-sensitive; columns are not."""

    def __init__(self, project: str) -> None:
        self.project = project
        self._tables: dict[str, Table] = {}

    def copy(self) -> Catalogue:
        """Return a catalogue with the same tables which can change on its own."""
        twin = Catalogue(self.project)
        twin._tables = dict(self._tables)
        return twin

    def add_table(self, name: str, columns: Mapping[str, str] | Iterable[Column]) -> None:
        """Add or replace a table: names and BigQuery types. The name may lack the project."""
        full = self.full_name(tuple(name.replace("`", "").split(".")))
        self._tables[full] = Table(name=full, columns=_columns(columns))

    def add_column(self, name: str, column: Column) -> None:
        """Add a column to a table of this catalogue, unless it has one of that name."""
        table = self._tables[self.full_name(tuple(name.split(".")))]
        if column.name.lower() not in {known.name.lower() for known in table.columns}:
            self.add_table(table.name, (*table.columns, column))

    def table(self, path: Sequence[str]) -> Table | None:
        """Find the table a dotted name means; None when there is none."""
        columns = information_schema_columns(path)
        if columns is not None:
            return Table(name=".".join(path), columns=columns)
        return self._tables.get(self.full_name(tuple(path)))

    def misspelt(self, path: Sequence[str]) -> str | None:
        """Name the table which differs from this name only in case, if there is one."""
        wanted = self.full_name(tuple(path))
        if wanted in self._tables:
            return None
        return next((name for name in self._tables if name.lower() == wanted.lower()), None)

    def full_name(self, path: tuple[str, ...]) -> str:
        """Return a table's full name; a path of fewer than three parts lacks the project."""
        return ".".join(path if len(path) > 2 else (self.project, *path))


def _columns(columns: Mapping[str, str] | Iterable[Column]) -> tuple[Column, ...]:
    if hasattr(columns, "items"):
        return tuple(Column(name=name, type=parse_type(kind)) for name, kind in columns.items())
    return tuple(columns)


def declared_columns(columns: Iterable[Mapping[str, Any]], place: str) -> list[Column]:
    """Read columns declared in yml. Raises ValueError for a missing or unknown type."""
    declared = []
    for column in columns:
        try:
            kind = parse_type(str(column.get("data_type", "")))
        except ValueError as error:
            message = f"{place}, column {column['name']}: data_type: {error}"
            raise ValueError(message) from error
        declared.append(Column(name=str(column["name"]), type=kind))
    return declared
