"""What could not be read, tried again: after an upgrade it comes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.dagster.cursor import MOST_UNREAD
from nightledger.dagster.instance import RUNLESS
from nightledger.dagster.lost import UNREADABLE, Key, LostRun
from nightledger.dagster.rows.events import RUN_KINDS
from nightledger.dagster.rows.steps import StepClock
from nightledger.dagster.tail.runs import take
from nightledger.dagster.tail.ticks import hand_over

if TYPE_CHECKING:
    from nightledger.dagster.tail.work import TailWork

AT_ONCE = 20
"""So many are tried again with each heartbeat."""

SHARE = 0.95


def read_unread(work: TailWork) -> None:
    """Try the longest untried again; what cannot be read still goes to the end."""
    state = work.state
    for key in state.unread[:AT_ONCE]:
        state.unread.remove(key)
        if not RETRY.get(key.kind, note_seen)(work, key):
            state.unread.append(key)


def keep_unread(work: TailWork) -> bool:
    """Remember what this tick could not read; return whether any of that is news."""
    found = work.reader.lost.found
    news = [key for key in found if key not in work.state.unread]
    work.state.unread = [*work.state.unread, *news][-MOST_UNREAD:]
    return bool(news)


def read_run(work: TailWork, key: Key) -> bool:
    """Read a run; whether that is done with, for it was read or is no longer there."""
    records = work.reader.runs_with_ids([key.of])
    return all(not isinstance(one, LostRun) and take(work, one, SHARE) for one in records)


def read_event(work: TailWork, key: Key) -> bool:
    """Read an event, and all of its run: what follows in it counts attempts by it."""
    found = work.reader.events(key.of, RUN_KINDS, after=key.number - 1, limit=1)
    if not found or found[0].storage_id != key.number:
        return True
    if found[0].kind == UNREADABLE:
        return False
    if key.of != RUNLESS:
        work.state.under_way.pop(key.of, None)  # from its first event on
        return read_run(work, Key("run", key.of))
    work.hand_over(found[0], StepClock())
    return key not in work.reader.lost.found


def read_tick(work: TailWork, key: Key) -> bool:
    """Read a tick of a schedule or sensor that is still there."""
    instigator = next((o for o in work.reader.instigators() if o.selector_id == key.of), None)
    tick = work.reader.tick(key.of, key.number) if instigator else None
    if instigator is None or tick is None:
        return key not in work.reader.lost.found
    if tick.is_completed:
        hand_over(work, instigator, tick)
    return key not in work.reader.lost.found


def note_seen(work: TailWork, key: Key) -> bool:
    """Return whether what every tick reads could be read in this one."""
    return key not in work.reader.lost.found


RETRY = {"run": read_run, "event": read_event, "tick": read_tick}
