"""Runs and their events: what changed, what is under way, and what ended a while ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dagster import DagsterRunStatus

from nightledger.dagster.cursor import (
    SETTLING,
    Progress,
    SeenVersion,
    has_ended,
    position_of,
    short,
)
from nightledger.dagster.instance import UNDER_WAY
from nightledger.dagster.lost import Key, LostRun
from nightledger.dagster.rows.events import RUN_KINDS
from nightledger.dagster.rows.runs import ENGINE_KINDS, changed_at, run_row, version_key
from nightledger.dagster.tail.events import RunReader
from nightledger.dagster.tail.pages import runs_after
from nightledger.dagster.tail.work import RUNS

if TYPE_CHECKING:
    from dagster import RunRecord

    from nightledger.dagster.instance import SeenRun
    from nightledger.dagster.rows.runs import RunFacts
    from nightledger.dagster.tail.work import TailWork

MOST_UNDER_WAY = 500
SECOND_LOOK = 1_000
"""So many of a run's newest events are looked at once more after its end."""

FEW = 50
"""Of the runs that may have settled, hardly any is due at one tick."""

LARGE = 20_000
"""A run of more events is read again in several ticks, and written again rather than compared."""

SETTLE_SHARE, CHANGED_SHARE, UNDER_WAY_SHARE = 0.25, 0.7, 0.8
"""By when, in shares of the tick's time, each of the three passes stops."""


def look_again(work: TailWork) -> bool:
    """Look at runs a second time that ended a quarter of an hour ago; False: not at all of them.

    A worker may have written after its run's end, and Dagster adds tags then.
    """
    state = work.state
    target = state.read_to
    if target is None or state.settled_to == target:
        return True
    for record in runs_after(work.reader, state.settled_to, FEW):
        place = position_of(record)
        if place > target:
            break
        if place.at > work.now - SETTLING:
            return True
        if work.budget.is_spent(SETTLE_SHARE):
            return False
        if has_ended(record) and not isinstance(record, LostRun):
            settle(work, record)
        state.settled_to = place
    if target.at <= work.now - SETTLING:
        state.settled_to = target
    return True


def settle(work: TailWork, record: RunRecord) -> None:
    """Hand over an ended run once more, if there is more of it than before."""
    run_id = record.dagster_run.run_id
    events = work.reader.newest_events(run_id, RUN_KINDS, limit=SECOND_LOOK)
    is_all = len(events) < SECOND_LOOK
    first = events[0].storage_id if events else 0
    reading = RunReader.beyond(work, record, Progress(last=0 if is_all else first - 1))
    seen = work.state.recent.get(short(version_key(record)))
    for event in events:
        reading.facts.see(event)
    row = row_of(work, record, reading.facts)
    work.event_count += len(events)
    if is_all and seen and row and seen.mark == mark_of(row["version"], len(events)):
        return
    for event in events:
        reading.take(event)
    if row:
        work.outbox.add(RUNS, row)


def read_changed(work: TailWork) -> bool:
    """Read every version of a run that was not seen yet; False: there are more."""
    for record in runs_after(work.reader, work.state.start()):
        is_done = is_known(work, record) or (
            not work.budget.is_spent(CHANGED_SHARE) and take(work, record, CHANGED_SHARE)
        )
        if not is_done:
            return False
        work.state.advance(record, work.now)
    return True


def read_under_way(work: TailWork) -> bool:
    """Read on in runs that are under way, whose change is older; False: not in all of them.

    They are found by their status, so a worker whose clock is wrong hides nothing; so is the end
    of a run that was under way before.
    """
    state = work.state
    records = work.reader.runs_under_way(MOST_UNDER_WAY)
    listed = {record.dagster_run.run_id for record in records}
    over = [run_id for run_id in state.under_way if run_id not in listed]
    for record in [*work.reader.runs_with_ids(over), *records]:
        if work.budget.is_spent(UNDER_WAY_SHARE):
            return False
        is_done = (
            read_on(work, record) if is_known(work, record) else take(work, record, UNDER_WAY_SHARE)
        )
        if not is_done:
            return False
    for run_id in over:
        state.under_way.pop(run_id, None)
    return True


def is_known(work: TailWork, record: SeenRun) -> bool:
    """Return whether this version of a run was read."""
    version = short(version_key(record))
    progress = work.state.under_way.get(record.dagster_run.run_id)
    return version in work.state.recent or (
        progress is not None and progress.version == version and not progress.is_final
    )


def take(work: TailWork, record: SeenRun, share: float) -> bool:
    """Read a new version of a run; False: the time was over before its end."""
    run_id = record.dagster_run.run_id
    version = short(version_key(record))
    if isinstance(record, LostRun):
        work.state.recent[version] = SeenVersion(changed_at(record).timestamp(), "")
        work.state.under_way.pop(run_id, None)
        return True
    is_over = has_ended(record)
    reading, is_done = (read_ended if is_over else read_new_events)(work, record, share)
    if not is_done:
        return False
    row = row_of(work, record, reading.facts)
    if row:
        work.outbox.add(RUNS, row)
    work.run_count += 1
    mark = mark_of(row["version"], reading.progress.count) if row else ""
    work.state.recent[version] = SeenVersion(changed_at(record).timestamp(), mark)
    if record.dagster_run.status in UNDER_WAY:
        reading.progress.version = version
        work.state.under_way[run_id] = reading.progress
    else:
        work.state.under_way.pop(run_id, None)
    return True


def row_of(work: TailWork, record: RunRecord, facts: RunFacts) -> dict[str, Any] | None:
    """Return the row of a run; of one that failed after a look at what its surroundings say.

    None when it cannot be made or the ledger would refuse it; then it is noted.
    """
    run = record.dagster_run
    if run.status is DagsterRunStatus.FAILURE:
        for event in work.reader.newest_events(run.run_id, ENGINE_KINDS, limit=FEW):
            facts.outside.see(event)
    return work.reader.lost.read(
        Key("run", run.run_id),
        lambda: work.outbox.addressed(RUNS, run_row(record, facts, work.ledger.webserver_url)),
    )


def read_on(work: TailWork, record: SeenRun) -> bool:
    """Read what is new in a run whose version is known."""
    if has_ended(record) or isinstance(record, LostRun):
        return True
    run_id = record.dagster_run.run_id
    progress = work.state.under_way.get(run_id)
    if progress is None:
        return True
    reading = RunReader(work=work, record=record, progress=progress)
    if progress.last:
        reading.remember(progress.last)
    before = progress.count
    is_done = reading.read(share=UNDER_WAY_SHARE)
    work.run_count += progress.count > before
    return is_done


def read_new_events(work: TailWork, record: RunRecord, share: float) -> tuple[RunReader, bool]:
    """Read on in a run that is not over."""
    run_id = record.dagster_run.run_id
    known = work.state.under_way.get(run_id)
    progress = Progress(last=known.last, count=known.count) if known else Progress()
    reading = RunReader.beyond(work, record, progress)
    is_done = reading.read(share=share)
    if not is_done:
        work.state.under_way[run_id] = progress
    return reading, is_done


def read_ended(work: TailWork, record: RunRecord, share: float) -> tuple[RunReader, bool]:
    """Read a run that is over; a reading that is broken off goes on where it stood."""
    run_id = record.dagster_run.run_id
    known = work.state.under_way.get(run_id)
    if known and known.is_final:
        progress = Progress(last=known.last, count=known.count)
        reading = RunReader.beyond(work, record, progress)
        is_done = reading.read(share=share)
    elif known and known.count <= LARGE:
        reading, is_done = compare(work, record, known, share)
    else:
        reading = RunReader.beginning(work, record)
        is_done = reading.read(share=share)
    if not is_done:
        reading.progress.is_final = True
        work.state.under_way[run_id] = reading.progress
    return reading, is_done


def compare(
    work: TailWork, record: RunRecord, known: Progress, share: float
) -> tuple[RunReader, bool]:
    """Read a run from its beginning, and hand over what was not handed over before.

    When there are more events among the earlier ones than an earlier tick saw, one was committed
    late: then all of it is handed over again, and the ledger keeps what it does not have.
    """
    reading = RunReader.beginning(work, record)
    is_done = reading.read(share=share, known=known)
    if reading.known_count == known.count:
        return reading, is_done
    reading = RunReader.beginning(work, record)
    return reading, is_done and reading.read(share=share)


def mark_of(version: str, event_count: int) -> str:
    """Return what stands for all that was written about a version of a run."""
    return short(f"{version} {event_count}")
