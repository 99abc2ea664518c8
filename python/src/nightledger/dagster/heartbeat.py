"""Rows of `dagster_heartbeats`: that the sensor runs, and how Dagster is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import dagster

from nightledger import __version__
from nightledger.dagster.instance import next_times
from nightledger.dagster.rows.errors import message_of
from nightledger.dagster.rows.texts import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dagster import RepositoryDefinition

    from nightledger.dagster.instance import Instigator
    from nightledger.dagster.tail.work import Work

HEARTBEATS = "dagster_heartbeats"
EVERY_SECONDS = 55.0
"""With a tick every 30 seconds, one row a minute."""

DUE_TIMES = 3
ERROR_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What only the definition of a schedule says."""

    job_name: str
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """What the sensor's own code location defines; of others only Dagster's storage tells."""

    code_location: str | None = None
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    sensors: frozenset[str] = frozenset()

    @classmethod
    def of(cls, repository: RepositoryDefinition, code_location: str | None) -> Definitions:
        """Take them from a repository."""
        return cls(
            code_location=code_location,
            schedules={
                one.name: Schedule(job_name=one.job_name, timezone=one.execution_timezone or "UTC")
                for one in repository.schedule_defs
            },
            sensors=frozenset(one.name for one in repository.sensor_defs),
        )

    def are_of(self, instigator: Instigator) -> bool:
        """Tell whether a schedule or sensor is of this code location."""
        return self.code_location == instigator.code_location

    def have(self, instigator: Instigator) -> bool:
        """Tell whether a schedule or sensor still exists, as far as is known."""
        names = self.schedules if instigator.kind == "schedule" else self.sensors
        return not self.are_of(instigator) or instigator.name in names


def is_due(work: Work) -> bool:
    """Tell whether it is time for the next row."""
    return work.now.timestamp() - work.state.beat_at >= EVERY_SECONDS


def heartbeat_row(work: Work, definitions: Definitions, *, is_caught_up: bool) -> dict[str, Any]:
    """Give the row of this moment."""
    reader, state = work.reader, work.state
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
                "interval_seconds": one.interval_seconds,
            }
            for one in running
            if one.kind != "schedule"
        ],
        "dagster_version": dagster.__version__,
        "package_version": __version__,
    }


def daemons(work: Work) -> dict[str, Any]:
    """Give the latest sign of life of each daemon."""
    return {
        beat.daemon: {
            "beat_at": beat.at.isoformat(),
            "errors": [clean(message_of(e) or "", ERROR_CHARACTERS) for e in beat.errors],
        }
        for beat in work.reader.beats()
    }


def schedule_entry(one: Instigator, definitions: Definitions, now: datetime) -> dict[str, Any]:
    """Give when a schedule is due next; without its time zone that is not known."""
    known = definitions.schedules.get(one.name) if definitions.are_of(one) else None
    times = next_times(one.crons, known.timezone, now, DUE_TIMES) if known else []
    return {
        "name": one.name,
        "code_location": one.code_location,
        "job_name": known.job_name if known else None,
        "cron": "; ".join(one.crons),
        "timezone": known.timezone if known else None,
        "next_at": [at.isoformat() for at in times],
    }
