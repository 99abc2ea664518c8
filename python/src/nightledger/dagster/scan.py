"""One look at everything that is new in a Dagster instance, written to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from nightledger.dagster.cursor import OVERLAP, SETTLING, Position, ReadState, decode, encode
from nightledger.dagster.definitions import NO_DEFINITIONS
from nightledger.dagster.heartbeat import HEARTBEATS, heartbeat_row, is_due
from nightledger.dagster.instance import Reader
from nightledger.dagster.tail.runless import read_runless
from nightledger.dagster.tail.runs import look_again, read_changed, read_under_way
from nightledger.dagster.tail.ticks import read_ticks
from nightledger.dagster.tail.unread import keep_unread, read_unread
from nightledger.dagster.tail.work import Outbox, TailWork, TimeBudget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dagster import DagsterInstance

    from nightledger.dagster.definitions import Definitions
    from nightledger.dagster.tail.work import Ledger

BUDGET_SECONDS = 40.0
"""Dagster breaks a sensor's evaluation off after 60 seconds."""

READING_SHARE = 0.75
"""The rest of the time is for the last write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanReport:
    """What a scan did, and the cursor for the next one."""

    cursor: str
    watermark_at: datetime | None
    is_caught_up: bool
    run_count: int
    event_count: int
    rows: Mapping[str, int]
    """Rows handed over, by table; the ledger keeps those it does not have."""

    unreadable_count: int
    """Runs, events and ticks that Dagster holds and this process cannot read."""

    job_count: int
    seconds: float


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(timezone.utc)


def scan(  # noqa: PLR0913 - all but two have defaults
    instance: DagsterInstance,
    ledger: Ledger,
    cursor: str | None = None,
    *,
    budget_seconds: float = BUDGET_SECONDS,
    definitions: Definitions = NO_DEFINITIONS,
    now: Callable[[], datetime] = utc_now,
) -> ScanReport:
    """Write what is new since the cursor; without one, since what the ledger says was read.

    What Dagster cannot decode is skipped, named in the heartbeat and tried again later. Stops
    reading in time to be done after `budget_seconds`, and goes on with the next call. Raises
    whatever Dagster's storage or the ledger raises; then the old cursor is still the right one,
    and what was written already is not written twice.
    """
    budget = TimeBudget(seconds=budget_seconds * READING_SHARE)
    state = decode(cursor) or beginning(ledger)
    work = TailWork(
        reader=Reader(instance),
        ledger=ledger,
        state=state,
        outbox=Outbox(ledger=ledger),
        budget=budget,
        now=now(),
        definitions=definitions,
    )
    is_caught_up = read_everything(work)
    has_news = keep_unread(work)
    if is_due(work) or has_news or is_caught_up != state.is_caught_up:
        row = heartbeat_row(work, is_caught_up=is_caught_up)
        work.outbox.add(HEARTBEATS, work.outbox.addressed(HEARTBEATS, row))
        state.beat_at = work.now.timestamp()
    work.outbox.send()
    state.is_caught_up = is_caught_up
    return report(work)


def read_everything(work: TailWork) -> bool:
    """Let every pass read; tell whether all of them came to their end."""
    passes = (
        look_again(work),
        read_changed(work),
        read_under_way(work),
        read_runless(work),
        read_ticks(work, is_minute=is_due(work)),
    )
    if is_due(work):
        read_unread(work)
    work.state.forget()
    return all(passes)


def beginning(ledger: Ledger) -> ReadState:
    """Return where to begin without a cursor: a while before the ledger's watermark."""
    watermark = newest_watermark(ledger)
    if watermark is None:
        return ReadState()
    at = watermark - OVERLAP - SETTLING - timedelta(minutes=5)
    place = Position(at, -1, "")
    return ReadState(since=at.timestamp(), read_to=place, settled_to=place)


def newest_watermark(ledger: Ledger) -> datetime | None:
    """Ask the ledger up to which change the runs of this deployment were read."""
    from google.cloud.bigquery import ScalarQueryParameter  # noqa: PLC0415 - heavy

    from nightledger.ledger.statements import watermark_sql  # noqa: PLC0415 - heavy

    parameters: list[Any] = [
        ScalarQueryParameter("environment", "STRING", ledger.environment),
        ScalarQueryParameter("deployment", "STRING", ledger.deployment),
    ]
    rows = ledger.read(watermark_sql(), parameters).rows
    found: datetime | None = rows[0][0] if rows else None
    return found


def report(work: TailWork) -> ScanReport:
    """Say what was done."""
    state = work.state
    return ScanReport(
        cursor=encode(state),
        watermark_at=state.read_to.at if state.read_to else None,
        is_caught_up=state.is_caught_up,
        run_count=work.run_count,
        event_count=work.event_count,
        rows=dict(work.outbox.written),
        unreadable_count=len(state.unread),
        job_count=work.outbox.job_count,
        seconds=work.budget.spent(),
    )
