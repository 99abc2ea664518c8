"""Events outside any run: reported materializations, freshness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.dagster.cursor import OVERLAP
from nightledger.dagster.instance import RUNLESS
from nightledger.dagster.rows.events import RUNLESS_KINDS
from nightledger.dagster.rows.steps import StepClock

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.dagster.cursor import ReadState
    from nightledger.dagster.instance import Reader
    from nightledger.dagster.tail.work import TailWork

PAGE = 500
MOST_SEEN = 1_000
SHARE = 0.9


def read_runless(work: TailWork) -> bool:
    """Read events outside runs, those of the last ten minutes over and over; False: not all."""
    state = work.state
    if state.runless_floor is None:
        state.runless_floor = number_before(work.reader, state.since)
    after = state.runless_floor
    while not work.budget.is_spent(SHARE):
        page = work.reader.events(RUNLESS, RUNLESS_KINDS, after=after, limit=PAGE)
        for event in page:
            if event.storage_id not in state.runless_seen:
                work.hand_over(event, StepClock())
                state.runless_seen[event.storage_id] = event.at.timestamp()
                work.event_count += 1
        forget(state, work.now)
        if len(page) < PAGE:
            return True
        after = page[-1].storage_id
    return False


def forget(state: ReadState, now: datetime) -> None:
    """Let go of events that are too old for a late one to stand before them."""
    numbers = sorted(state.runless_seen)
    until = (now - OVERLAP).timestamp()
    for place, number in enumerate(numbers):
        is_surplus = len(numbers) - place > MOST_SEEN
        if not is_surplus and state.runless_seen[number] >= until:
            return
        state.runless_floor = number
        del state.runless_seen[number]


def number_before(reader: Reader, since: float | None) -> int:
    """Return the number of the newest event before a time; 0 for none."""
    before: int | None = None
    while since is not None:
        page = reader.newest_events(RUNLESS, RUNLESS_KINDS, before=before, limit=PAGE)
        for event in reversed(page):
            if event.at.timestamp() < since:
                return event.storage_id
        if len(page) < PAGE:
            break
        before = page[0].storage_id
    return 0
