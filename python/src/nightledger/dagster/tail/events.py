"""The events of one run, page by page, on their way to rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.dagster.cursor import Progress
from nightledger.dagster.rows.events import RUN_KINDS
from nightledger.dagster.rows.failures import Outside
from nightledger.dagster.rows.runs import ENGINE_KINDS, FACT_KINDS, RunFacts, partition_of
from nightledger.dagster.rows.steps import StepClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dagster import RunRecord

    from nightledger.dagster.tail.work import TailWork
    from nightledger.dagster.values import Event

PAGE = 1_000
MOST_FACTS = 200
FEW = 50


@dataclass(slots=True, kw_only=True)
class RunReader:
    """Reads on in one run, and keeps what its rows need to know of earlier events."""

    work: TailWork
    record: RunRecord
    progress: Progress
    clock: StepClock = field(init=False)
    facts: RunFacts = field(default_factory=RunFacts)
    known_count: int = 0
    """Events that an earlier tick handed over."""

    def __post_init__(self) -> None:
        """Let the steps know their run's partition."""
        partition_key = partition_of(self.record.dagster_run.tags)
        self.clock = StepClock(partition_key=partition_key, crash=self.crash)

    @property
    def run_id(self) -> str:
        """Return the id of the run."""
        return self.record.dagster_run.run_id

    @classmethod
    def beginning(cls, work: TailWork, record: RunRecord) -> RunReader:
        """Begin with a run's first event."""
        return cls(work=work, record=record, progress=Progress())

    @classmethod
    def beyond(cls, work: TailWork, record: RunRecord, progress: Progress) -> RunReader:
        """Go on behind what was read in an earlier tick."""
        reading = cls(work=work, record=record, progress=progress)
        if progress.last:
            reading.remember(progress.last)
            events = work.reader.events(reading.run_id, FACT_KINDS, after=None, limit=MOST_FACTS)
            for event in events:
                reading.facts.see(event)
        return reading

    def remember(self, last: int) -> None:
        """Let the clock ask for events up to a number."""
        self.clock.earlier = lambda kinds: self.up_to(last, kinds)

    def up_to(self, last: int, kinds: frozenset[str]) -> Iterator[Event]:
        """Yield earlier events of some kinds, up to a number."""
        after: int | None = None
        while True:
            page = self.work.reader.events(self.run_id, kinds, after=after, limit=PAGE)
            yield from (event for event in page if event.storage_id <= last)
            if len(page) < PAGE or page[-1].storage_id >= last:
                return
            after = page[-1].storage_id

    def crash(self, event: Event) -> str | None:
        """Return what Dagster says of the end of a step's process, shortly before its failure."""
        outside = Outside()
        for one in self.work.reader.newest_events(
            self.run_id, ENGINE_KINDS, before=event.storage_id, limit=FEW
        ):
            outside.see(one)
        return outside.said_of_steps.get(event.step_key or "")

    def read(self, *, share: float, known: Progress | None = None) -> bool:
        """Read to the end and hand over the rows; False: the time was over before.

        What `known` covers is read and not handed over again.
        """
        while True:
            page = self.work.reader.events(
                self.run_id, RUN_KINDS, after=self.progress.last or None, limit=PAGE
            )
            for event in page:
                is_known = known is not None and event.storage_id <= known.last
                self.take(event, is_known=is_known)
            self.work.event_count += len(page)
            if len(page) < PAGE:
                return True
            if self.work.budget.is_spent(share):
                return False

    def take(self, event: Event, *, is_known: bool = False) -> None:
        """Take in one event; hand over its row unless the ledger has it."""
        self.clock.see(event)
        self.facts.see(event)
        self.progress.last = event.storage_id
        self.progress.count += 1
        self.known_count += is_known
        if not is_known:
            self.work.hand_over(event, self.clock)
