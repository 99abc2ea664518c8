"""A ledger in memory, as strict as the real one about rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nightledger.contract import TABLES
from nightledger.ledger import ReadResult
from nightledger.ledger.encode import encode_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

Row = dict[str, Any]


@dataclass(kw_only=True)
class RecordingLedger:
    """Keeps each fact once, counts what was handed over, and can be out of order."""

    environment: str = "test"
    deployment: str = "here"
    webserver_url: str | None = "https://dagster.example/"
    facts: dict[str, dict[tuple[str, ...], Row]] = field(default_factory=dict)
    handed_over: list[tuple[str, Row]] = field(default_factory=list)
    jobs: int = 0
    failures: int = 0
    skip: int = 0

    def append(self, rows_by_table: Mapping[str, Iterable[Mapping[str, Any]]]) -> int:
        """Keep rows as BigQuery would; fail as often as asked, after `skip` that succeed."""
        given = {name: [dict(row) for row in rows] for name, rows in rows_by_table.items()}
        for name, rows in given.items():
            encode_rows(TABLES[name], rows)
        if self.failures and not self.skip:
            self.failures -= 1
            message = "BigQuery is out of reach"
            raise ConnectionError(message)
        self.skip = max(0, self.skip - 1)
        for name, rows in given.items():
            kept = self.facts.setdefault(name, {})
            for row in rows:
                key = tuple(str(row[column]) for column in TABLES[name].natural_key)
                self.handed_over.append((name, row))
                kept.setdefault(key, row)
        self.jobs += 1
        return 1

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> ReadResult:
        """Answer the only question that is asked."""
        assert "max(watermark_at)" in sql
        assert {p.name: p.value for p in parameters} == {
            "environment": self.environment,
            "deployment": self.deployment,
        }
        return ReadResult(columns=("watermark_at",), rows=[(self.watermark(),)])

    def watermark(self) -> datetime | None:
        """Return the newest watermark on record."""
        found = [r["watermark_at"] for r in self.rows("dagster_heartbeats") if r["watermark_at"]]
        return max(found, default=None)

    def rows(self, table: str, **wanted: object) -> list[Row]:
        """Return the facts of a table that have these values."""
        return [
            row
            for row in self.facts.get(table, {}).values()
            if all(row.get(name) == value for name, value in wanted.items())
        ]

    def only(self, table: str, **wanted: object) -> Row:
        """Return the one fact with these values."""
        (row,) = self.rows(table, **wanted)
        return row

    def handed(self, table: str) -> int:
        """Count rows that were handed over, those that were there before too."""
        return sum(name == table for name, _ in self.handed_over)

    def snapshot(self) -> dict[str, set[tuple[str, ...]]]:
        """Return the keys of all facts but heartbeats."""
        return {t: set(kept) for t, kept in self.facts.items() if t != "dagster_heartbeats"}
