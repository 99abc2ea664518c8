"""Rows of `dagster_heartbeats`: that the sensor runs, and how Dagster is."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import dagster

from nightledger import __version__
from nightledger.dagster.instance import next_times
from nightledger.dagster.rows.errors import message_of
from nightledger.dagster.rows.texts import clean

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.dagster.definitions import Definitions
    from nightledger.dagster.tail.work import TailWork
    from nightledger.dagster.values import Instigator

HEARTBEATS = "dagster_heartbeats"
EVERY_SECONDS = 55.0
"""With a tick every 30 seconds, one row a minute."""

DUE_TIMES = 3
MOST_NAMED = 100
ERROR_CHARACTERS = 1_000


def is_due(work: TailWork) -> bool:
    """Tell whether it is time for the next row; a clock that was put back is no reason to wait."""
    return not 0 <= work.now.timestamp() - work.state.beat_at < EVERY_SECONDS


def heartbeat_row(work: TailWork, *, is_caught_up: bool) -> dict[str, Any]:
    """Return the row of this moment."""
    reader, state, definitions = work.reader, work.state, work.definitions
    running = [one for one in reader.instigators() if one.is_running and definitions.have(one)]
    return {
        "occurred_at": work.now,
        "heartbeat_id": uuid.uuid4().hex,
        "watermark_at": state.read_to.at if state.read_to else None,
        "is_caught_up": is_caught_up,
        "run_count": work.run_count,
        "event_count": work.event_count,
        "duration_seconds": work.budget.spent(),
        "queued_run_count": reader.queued_count(),
        "running_run_count": reader.under_way_count(),
        "daemons": daemons(work) or None,
        "schedules": [
            schedule_entry(one, definitions, work.now) for one in running if one.kind == "schedule"
        ],
        "sensors": [
            {
                "name": one.name,
                "code_location": one.code_location,
                "interval_seconds": definitions.interval_seconds(one),
            }
            for one in running
            if one.kind != "schedule"
        ],
        "unreadable_count": len(state.unread),
        "unreadable": unreadable(work) or None,
        "storage_id": reader.storage_id(),
        "dagster_version": dagster.__version__,
        "package_version": __version__,
    }


def unreadable(work: TailWork) -> list[dict[str, str]]:
    """Return what could not be read since the last tick, or still not, and why."""
    found = list(work.reader.lost.found.items())
    return [
        {"kind": key.kind, "id": key.id, "error": clean(error, ERROR_CHARACTERS)}
        for key, error in found[-MOST_NAMED:]
    ]


def daemons(work: TailWork) -> dict[str, Any]:
    """Return the latest sign of life of each daemon."""
    return {
        beat.daemon: {
            "beat_at": beat.at.isoformat(),
            "errors": [clean(message_of(e) or "", ERROR_CHARACTERS) for e in beat.errors],
        }
        for beat in work.reader.beats()
    }


def schedule_entry(one: Instigator, definitions: Definitions, now: datetime) -> dict[str, Any]:
    """Return when a schedule is due next; without its time zone that is not known."""
    known = definitions.schedule(one)
    times = next_times(known.crons, known.timezone, now, DUE_TIMES) if known else []
    return {
        "name": one.name,
        "code_location": one.code_location,
        "job_name": known.job_name if known else None,
        "cron": "; ".join(known.crons if known else one.crons),
        "timezone": known.timezone if known else None,
        "next_at": [at.isoformat() for at in times],
    }
