"""What is read of Dagster, as values of our own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dagster import EventLogEntry
    from dagster._core.scheduler.instigation import InstigatorState


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of Dagster's log; `kind` is its type with the words of today, `data` its own."""

    storage_id: int
    run_id: str
    job_name: str
    step_key: str | None
    kind: str
    at: datetime
    data: Any
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instigator:
    """A schedule or sensor that Dagster's storage knows."""

    origin_id: str
    selector_id: str
    name: str
    kind: str
    """`schedule`, `sensor` or `automation`."""
    code_location: str
    is_running: bool
    crons: tuple[str, ...]
    interval_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The latest sign of life of one daemon."""

    daemon: str
    at: datetime
    errors: list[Any]


def event_of(storage_id: int, entry: EventLogEntry) -> Event:
    """Return an event as ours."""
    event = entry.get_dagster_event()
    return Event(
        storage_id=storage_id,
        run_id=entry.run_id,
        job_name=event.job_name,
        step_key=event.step_key,
        kind=event.event_type.name.replace("PIPELINE_", "RUN_"),
        at=utc(entry.timestamp),
        data=event.event_specific_data,
        message=event.message or entry.user_message or "",
    )


def instigator_of(state: InstigatorState) -> Instigator:
    """Return a schedule or sensor as ours."""
    data: Any = state.instigator_data
    crons = getattr(data, "cron_schedule", None) or ()
    return Instigator(
        origin_id=state.instigator_origin_id,
        selector_id=state.selector_id,
        name=state.instigator_name,
        kind=kind_of(state.instigator_type.value, getattr(data, "sensor_type", None)),
        code_location=state.selector.location_name,
        is_running=state.is_running,
        crons=(crons,) if isinstance(crons, str) else tuple(crons),
        interval_seconds=getattr(data, "min_interval", None),
    )


def kind_of(instigator_type: str, sensor_type: Any) -> str:  # noqa: ANN401 - an enum of Dagster's
    """Return our word for what launches runs."""
    named = str(getattr(sensor_type, "value", sensor_type) or "")
    if instigator_type == "AUTO_MATERIALIZE" or named.startswith("AUTO"):
        return "automation"
    return instigator_type.lower()


def utc(seconds: float) -> datetime:
    """Return seconds since 1970 as a time."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc)
