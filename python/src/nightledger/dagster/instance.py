"""Dagster as this package reads it.

The only module that calls what Dagster has not annotated as public; a test names each such call.
What it gives are values of our own, or public ones of Dagster's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING, Any

from dagster import DagsterEventType, DagsterRunStatus, RunsFilter
from dagster._core.event_api import EventLogCursor
from dagster._core.instance import RUNLESS_RUN_ID
from dagster._utils.schedules import schedule_execution_time_iterator

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dagster import DagsterInstance, EventLogRecord, RunRecord
    from dagster._core.scheduler.instigation import InstigatorState, InstigatorTick

RUNLESS = RUNLESS_RUN_ID
"""The run id of events outside any run."""

ENDED = frozenset({"success", "failure", "canceled"})
QUEUED = [DagsterRunStatus.QUEUED]
UNDER_WAY = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
MOMENT = timedelta(microseconds=1)
"""Dagster keeps times to the microsecond."""


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


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that is read from a Dagster instance."""

    instance: DagsterInstance

    def runs(self, after: datetime | None, limit: int) -> Sequence[RunRecord]:
        """Give runs that changed later than `after`, the earliest change first."""
        filters = RunsFilter(updated_after=after)
        return self.instance.get_run_records(
            filters, limit=limit, order_by="update_timestamp", ascending=True
        )

    def runs_of_moment(
        self, moment: datetime, after_run: str | None, limit: int
    ) -> Sequence[RunRecord]:
        """Give runs whose last change is of that very moment, in the order they were created."""
        filters = RunsFilter(updated_after=moment - MOMENT, updated_before=moment + MOMENT)
        return self.instance.get_run_records(filters, limit=limit, cursor=after_run, ascending=True)

    def runs_under_way(self, limit: int) -> Sequence[RunRecord]:
        """Give runs that have started and are not over, the newest first.

        A run whose worker died unseen is under way for ever: of many such the old ones drop out.
        """
        filters = RunsFilter(statuses=UNDER_WAY)
        return self.instance.get_run_records(filters, limit=limit)

    def runs_with_ids(self, run_ids: Collection[str]) -> Sequence[RunRecord]:
        """Give the runs of these ids that exist."""
        return self.instance.get_run_records(RunsFilter(run_ids=list(run_ids))) if run_ids else []

    def events(
        self, run_id: str, kinds: Collection[str], *, after: int | None, limit: int
    ) -> list[Event]:
        """Give events of a run in the order of their numbers, from beyond `after`."""
        return self._events(run_id, kinds, after, limit, is_ascending=True)

    def newest_events(
        self, run_id: str, kinds: Collection[str], *, before: int | None = None, limit: int
    ) -> list[Event]:
        """Give the newest events of a run, below `before`; the newest is the last."""
        return self._events(run_id, kinds, before, limit, is_ascending=False)[::-1]

    def _events(
        self,
        run_id: str,
        kinds: Collection[str],
        beyond: int | None,
        limit: int,
        *,
        is_ascending: bool,
    ) -> list[Event]:
        cursor = None if beyond is None else EventLogCursor.from_storage_id(beyond).to_string()
        page = self.instance.get_records_for_run(
            run_id,
            cursor=cursor,
            of_type={DagsterEventType[kind] for kind in kinds if kind in KNOWN_KINDS},
            limit=limit,
            ascending=is_ascending,
        )
        return [event_of(record) for record in page.records]

    def instigators(self) -> list[Instigator]:
        """Give every schedule and sensor that was ever switched on."""
        return [instigator_of(state) for state in self.instance.all_instigator_state()]

    def ticks(
        self, instigator: Instigator, *, after: float, before: float | None, limit: int
    ) -> Sequence[InstigatorTick]:
        """Give ticks due between the two times (epoch seconds, both excluded), newest first."""
        return self.instance.get_ticks(
            instigator.origin_id, instigator.selector_id, before=before, after=after, limit=limit
        )

    def beats(self) -> list[Beat]:
        """Give the latest sign of life of each daemon that ever gave one."""
        return [
            Beat(daemon=name, at=utc(beat.timestamp), errors=list(beat.errors or ()))
            for name, beat in sorted(self.instance.get_daemon_heartbeats().items())
        ]

    def queued_count(self) -> int:
        """Count runs that wait in the queue."""
        return self.instance.get_runs_count(RunsFilter(statuses=QUEUED))

    def under_way_count(self) -> int:
        """Count runs that have started and are not over."""
        return self.instance.get_runs_count(RunsFilter(statuses=UNDER_WAY))


def event_of(record: EventLogRecord) -> Event:
    """Give an event as ours."""
    entry = record.event_log_entry
    event = entry.get_dagster_event()
    return Event(
        storage_id=record.storage_id,
        run_id=entry.run_id,
        job_name=event.job_name,
        step_key=event.step_key,
        kind=event.event_type.name.replace("PIPELINE_", "RUN_"),
        at=utc(entry.timestamp),
        data=event.event_specific_data,
    )


def instigator_of(state: InstigatorState) -> Instigator:
    """Give a schedule or sensor as ours."""
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
    """Give our word for what launches runs."""
    named = str(getattr(sensor_type, "value", sensor_type) or "")
    if instigator_type == "AUTO_MATERIALIZE" or named.startswith("AUTO"):
        return "automation"
    return instigator_type.lower()


def next_times(
    cron: str | Sequence[str], zone: str | None, after: datetime, count: int
) -> list[datetime]:
    """Give when a cron is due next, in UTC."""
    times = schedule_execution_time_iterator(after.timestamp(), cron, zone)
    return [at.astimezone(timezone.utc) for at in islice(times, count)]


def utc(seconds: float) -> datetime:
    """Give seconds since 1970 as a time."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc)
