"""Everything of a span of time again: what the ledger lost, or never saw."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from dagster import DagsterInstance

from nightledger.dagster.cursor import Position, ReadState
from nightledger.dagster.instance import RUNLESS, Reader
from nightledger.dagster.rows.events import RUNLESS_KINDS
from nightledger.dagster.rows.runs import changed_at
from nightledger.dagster.rows.steps import StepClock
from nightledger.dagster.stored import StoredTick
from nightledger.dagster.tail.pages import runs_after
from nightledger.dagster.tail.runless import PAGE, number_before
from nightledger.dagster.tail.runs import take
from nightledger.dagster.tail.ticks import hand_over, ticks_after
from nightledger.dagster.tail.work import Outbox, TailWork, TimeBudget
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nightledger.dagster.lost import Key
    from nightledger.dagster.tail.work import Ledger
    from nightledger.dagster.values import Instigator

WITHOUT_END = float("inf")
WHOLE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RescanReport:
    """What a rescan read; the ledger kept what it did not have."""

    run_count: int
    event_count: int
    rows: Mapping[str, int]
    job_count: int
    unreadable: Mapping[Key, str]
    """What could not be read, and why."""


def open_instance() -> DagsterInstance:
    """Open the instance in DAGSTER_HOME. Raises ConfigError when that says nothing of use."""
    home = os.environ.get("DAGSTER_HOME", "")
    if not home or not Path(home).is_dir():
        said = f"{home!r} is no folder" if home else "it is not set"
        message = (
            f"DAGSTER_HOME has to name the folder with dagster.yaml, and {said}. "
            "Set it as it is set for Dagster's daemon, and run this again."
        )
        raise ConfigError(message)
    return DagsterInstance.get()


def rescan(
    instance: DagsterInstance,
    ledger: Ledger,
    since: datetime,
    until: datetime | None = None,
    *,
    progress: Callable[[int, datetime], None] = lambda _count, _at: None,
) -> RescanReport:
    """Write runs that changed in a span, events outside runs and ticks of it, as a scan would.

    `progress` is called after each run with how many there were and the time of its change.
    Neither a cursor nor a heartbeat is written, so the sensor goes on as before. Raises what
    Dagster's storage or the ledger raises; calling it again is safe.
    """
    work = TailWork(
        reader=Reader(instance),
        ledger=ledger,
        state=ReadState(),
        outbox=Outbox(ledger=ledger),
        budget=TimeBudget(seconds=WITHOUT_END),
        now=datetime.now(timezone.utc),
    )
    last = until.timestamp() if until else WITHOUT_END
    rescan_runs(work, since, last, progress)
    rescan_runless(work, since, last)
    for instigator in work.reader.instigators():
        rescan_ticks(work, instigator, since, last)
    work.outbox.send()
    return RescanReport(
        run_count=work.run_count,
        event_count=work.event_count,
        rows=dict(work.outbox.written),
        job_count=work.outbox.job_count,
        unreadable=dict(work.reader.lost.found),
    )


def rescan_runs(
    work: TailWork, since: datetime, last: float, progress: Callable[[int, datetime], None]
) -> None:
    """Read the runs of a span, and all their events."""
    for record in runs_after(work.reader, Position(since, -1, "")):
        at = changed_at(record)
        if at.timestamp() > last:
            return
        take(work, record, WHOLE)
        work.state.recent.clear()
        work.state.under_way.clear()
        progress(work.run_count, at)


def rescan_runless(work: TailWork, since: datetime, last: float) -> None:
    """Read the events outside runs of a span."""
    after = number_before(work.reader, since.timestamp())
    while True:
        page = work.reader.events(RUNLESS, RUNLESS_KINDS, after=after, limit=PAGE)
        for event in page:
            if event.at.timestamp() <= last:
                work.hand_over(event, StepClock())
                work.event_count += 1
        if len(page) < PAGE:
            return
        after = page[-1].storage_id


def rescan_ticks(work: TailWork, instigator: Instigator, since: datetime, last: float) -> None:
    """Read the ended ticks of a schedule or sensor."""
    for tick in ticks_after(work.reader, instigator, since.timestamp()):
        if tick.timestamp > last:
            return
        if not isinstance(tick, StoredTick) and tick.is_completed:
            hand_over(work, instigator, tick)
