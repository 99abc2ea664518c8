"""Ended ticks of schedules and sensors."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from nightledger.dagster.cursor import TickMark, short
from nightledger.dagster.lost import Key
from nightledger.dagster.rows.ticks import tick_row
from nightledger.dagster.stored import StoredTick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from dagster._core.scheduler.instigation import InstigatorTick

    from nightledger.dagster.instance import Reader, SeenTick
    from nightledger.dagster.tail.work import TailWork
    from nightledger.dagster.values import Instigator

TICKS = "dagster_ticks"
PAGE = 200
LONGEST_TRY = timedelta(hours=1)
"""So long a tick that failed may be tried again, or one that began may end."""

MOST_SENT = 200
SLIVER = 0.001
"""Dagster leaves out both ends of a span of time; spans overlap by that many seconds."""


def read_ticks(work: TailWork, *, is_minute: bool) -> bool:
    """Read what ended of every schedule and sensor; False: not of all.

    Ticks of sensors that went well are most of all and say least: they wait for the minute.
    """
    instigators = {short(one.selector_id): one for one in work.reader.instigators()}
    marks = work.state.ticks
    for key, instigator in instigators.items():
        if work.budget.is_spent():
            return False
        mark = marks.setdefault(key, TickMark(after=work.state.since or 0.0))
        if not read_instigator(work, instigator, mark, is_minute=is_minute):
            return False
    for key in set(marks) - set(instigators):
        del marks[key]
    return True


def read_instigator(
    work: TailWork, instigator: Instigator, mark: TickMark, *, is_minute: bool
) -> bool:
    """Read the ticks of one schedule or sensor, in order; False: the time was over before."""
    is_held = False
    ticks = list_ahead(ticks_after(work.reader, instigator, mark.after))
    for tick, is_newest in ticks:
        if isinstance(tick, StoredTick):  # it cannot be read, which is noted
            mark.after = mark.after if is_held else tick.timestamp
            continue
        name = f"{tick.tick_id} {tick.status.value}"
        is_urgent = is_minute or not is_quiet(instigator, tick)
        if tick.is_completed and is_urgent and name not in mark.sent:
            hand_over(work, instigator, tick)
            mark.sent.append(name)
        is_held = is_held or not is_urgent or not is_final(tick, work.now, is_newest=is_newest)
        if not is_held:
            mark.after = tick.timestamp
            mark.sent[:] = [sent for sent in mark.sent if not sent.startswith(f"{tick.tick_id} ")]
        if work.budget.is_spent():
            return False
    del mark.sent[:-MOST_SENT]
    return True


def hand_over(work: TailWork, instigator: Instigator, tick: InstigatorTick) -> None:
    """Put the row of an ended tick in the outbox. Raises LedgerError."""
    key = Key("tick", instigator.selector_id, tick.tick_id)
    row = work.reader.lost.read(
        key, lambda: work.outbox.addressed(TICKS, tick_row(instigator, tick))
    )
    if row:
        work.outbox.add(TICKS, row)


def is_quiet(instigator: Instigator, tick: InstigatorTick) -> bool:
    """Return whether a tick can wait: of no schedule, and not failed."""
    return instigator.kind != "schedule" and not tick.is_failure


def is_final(tick: InstigatorTick, now: datetime, *, is_newest: bool) -> bool:
    """Return whether nothing more will come of a tick.

    Dagster tries only its newest tick again; one that began and was left behind never ends.
    """
    is_old = now.timestamp() - tick.timestamp > LONGEST_TRY.total_seconds()
    if tick.is_failure:
        return is_old or not is_newest
    return tick.is_completed or (is_old and not is_newest)


def list_ahead(ticks: Iterator[SeenTick]) -> Iterator[tuple[SeenTick, bool]]:
    """Yield each tick and whether it is the last."""
    previous = None
    for tick in ticks:
        if previous is not None:
            yield previous, False
        previous = tick
    if previous is not None:
        yield previous, True


def ticks_after(reader: Reader, instigator: Instigator, after: float) -> Iterator[SeenTick]:
    """Yield ticks beyond a time, the earliest first; Dagster itself gives the newest first."""
    page = reader.ticks(instigator, after=after, before=None, limit=PAGE)
    if len(page) == PAGE:
        newest, oldest = page[0].timestamp, page[-1].timestamp
        begin = max(after, 0.0)
        yield from spans(reader, instigator, begin, newest, width=max(newest - oldest, 1.0))
        after = newest
        page = reader.ticks(instigator, after=after, before=None, limit=PAGE)
    yield from reversed(page)


def spans(
    reader: Reader, instigator: Instigator, after: float, until: float, *, width: float
) -> Iterator[SeenTick]:
    """Yield the ticks of a long time, in spans so short that none has more than one page."""
    limit = PAGE
    while after < until:
        before = min(after + width, until + SLIVER)
        page = reader.ticks(instigator, after=after, before=before, limit=limit)
        if len(page) == limit:
            width, limit = (width / 2, limit) if width > 1 else (width, limit * 2)
            continue
        yield from reversed(page)
        after = before - SLIVER if before <= until else until
        if len(page) < limit / 4:
            width *= 2
