"""What the passes of one tick share."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from nightledger.dagster.definitions import NO_DEFINITIONS, Definitions
from nightledger.dagster.lost import Key
from nightledger.dagster.rows.events import MATERIALIZATIONS, event_row
from nightledger.errors import RowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from nightledger.dagster.cursor import ReadState
    from nightledger.dagster.instance import Reader
    from nightledger.dagster.rows.steps import StepClock
    from nightledger.dagster.values import Event

PORTION = 4_000_000
"""Characters of rows in one job: with what escaping adds, about the 5 MB of one request."""

ROW_CHARACTERS = 1_000_000
"""A row beyond it goes without its open-ended columns."""

LARGEST_ROW = 2_000_000
"""With what escaping adds, one request holds such a row."""

RUNS = "dagster_runs"
OPEN_ENDED = ("metadata", "tags", "daemons")


class Answer(Protocol):
    """What a read gives."""

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """Return the rows."""


class Ledger(Protocol):
    """What is needed of a LedgerResource."""

    @property
    def environment(self) -> str:
        """Return the environment of the facts."""

    @property
    def deployment(self) -> str:
        """Return the name of the Dagster instance."""

    @property
    def webserver_url(self) -> str | None:
        """Return the address of Dagster's page."""

    def append(self, rows_by_table: Mapping[str, Iterable[Mapping[str, Any]]]) -> int:
        """Write rows; give the number of jobs."""

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> Answer:
        """Ask the ledger."""


@dataclass(slots=True, kw_only=True)
class Outbox:
    """Rows on their way; a full portion is written at once."""

    ledger: Ledger
    waiting: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    size: int = 0
    job_count: int = 0
    written: Counter[str] = field(default_factory=Counter)

    def addressed(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row with whose it is. Raises RowError when the ledger would refuse it."""
        from nightledger.ledger import check_row  # noqa: PLC0415 - heavy

        mine = {
            "environment": self.ledger.environment,
            "deployment": self.ledger.deployment,
            **row,
        }
        if size_of(mine) > ROW_CHARACTERS:
            mine.update({name: None for name in OPEN_ENDED if name in mine})
        if size_of(mine) > LARGEST_ROW:
            raise RowError(table, f"it is larger than {LARGEST_ROW:,} characters")
        check_row(table, mine)
        return mine

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Take an addressed row. Raises LedgerError when a full portion cannot be written."""
        self.waiting.setdefault(table, []).append(row)
        self.size += size_of(row)
        if self.size >= PORTION:
            self.send()

    def send(self) -> None:
        """Write what waits; no job for nothing. Raises LedgerError."""
        if self.waiting:
            self.job_count += self.ledger.append(in_order(self.waiting))
            self.written.update({table: len(rows) for table, rows in self.waiting.items()})
            self.waiting, self.size = {}, 0


def size_of(row: Mapping[str, Any]) -> int:
    """Return about how many characters a row takes."""
    return len(json.dumps(row, default=str))


def in_order(rows_by_table: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Return plans and assets first, runs last.

    Whoever reads that a step is over finds what it was to make, and whoever reads that a run is
    over finds all that happened in it.
    """
    return {table: rows_by_table[table] for table in sorted(rows_by_table, key=place)}


def place(table: str) -> int:
    """Return which comes first of what is written at once."""
    return {MATERIALIZATIONS: 0, RUNS: 2}.get(table, 1)


@dataclass(slots=True, kw_only=True)
class TimeBudget:
    """How long a tick may take."""

    seconds: float
    began: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self.began = monotonic()

    def spent(self) -> float:
        """Return how many seconds went by."""
        return monotonic() - self.began

    def is_spent(self, share: float = 1.0) -> bool:
        """Return whether a share of the time is over."""
        return self.spent() >= self.seconds * share


@dataclass(slots=True, kw_only=True)
class TailWork:
    """One tick under way."""

    reader: Reader
    ledger: Ledger
    state: ReadState
    outbox: Outbox
    budget: TimeBudget
    now: datetime
    definitions: Definitions = NO_DEFINITIONS
    run_count: int = 0
    event_count: int = 0

    def hand_over(self, event: Event, clock: StepClock) -> None:
        """Put an event's row in the outbox, if it has one. Raises LedgerError."""
        key = Key("event", event.run_id, event.storage_id)
        made = self.reader.lost.read(key, lambda: self.addressed(event, clock))
        if made:
            self.outbox.add(*made)

    def addressed(self, event: Event, clock: StepClock) -> tuple[str, dict[str, Any]] | None:
        """Return an event's table and row; None when it has none."""
        made = event_row(event, clock, self.ledger.deployment, self.definitions)
        return (made[0], self.outbox.addressed(*made)) if made else None
