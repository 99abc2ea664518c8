"""The shape of a ledger table."""

from __future__ import annotations

from dataclasses import dataclass

OCCURRED_AT = "occurred_at"
"""When a fact happened: every table that facts are appended to has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `data_type` is BigQuery's, in lower case; required means `not null`.

    `is_redacted`: writers take secrets out of it. Not out of ids, paths and hashes.
    """

    name: str
    data_type: str
    is_required: bool
    description: str
    is_redacted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One ledger table: its columns in order, and which of them name a fact.

    `natural_key` are the columns that make two rows the same fact. `partition_column` is None for
    the few tables that hold state for ever.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...]
    partition_column: str | None
    cluster_by: tuple[str, ...]

    @property
    def is_appended(self) -> bool:
        """Whether writers append facts to it; a look fills the other tables, in BigQuery."""
        return self.column(OCCURRED_AT) is not None

    def column(self, name: str) -> Column | None:
        """Return the column of that name; None when the table has none."""
        return next((column for column in self.columns if column.name == name), None)
