"""Dagster as this package reads it.

The only module that calls what Dagster has not annotated as public; a test names each such call.
What it gives are values of our own, or public ones of Dagster's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING, Any

from dagster import DagsterEventType, DagsterRunStatus, RunsFilter
from dagster._core.event_api import EventLogCursor
from dagster._core.instance import RUNLESS_RUN_ID
from dagster._utils.schedules import schedule_execution_time_iterator

from nightledger.dagster.lost import UNREADABLE, Key, Lost
from nightledger.dagster.stored import (
    stored_events,
    stored_instigators,
    stored_runs,
    stored_tick,
    stored_ticks,
)
from nightledger.dagster.values import Beat, Event, Instigator, event_of, instigator_of, utc

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dagster import DagsterInstance, RunRecord
    from dagster._core.scheduler.instigation import InstigatorTick

    from nightledger.dagster.lost import LostRun
    from nightledger.dagster.stored import StoredEvent, StoredTick

    SeenRun = RunRecord | LostRun
    SeenTick = InstigatorTick | StoredTick

RUNLESS = RUNLESS_RUN_ID
"""The run id of events outside any run."""

ENDED = frozenset({"success", "failure", "canceled"})
QUEUED = [DagsterRunStatus.QUEUED]
UNDER_WAY = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
KNOWN_KINDS = frozenset(DagsterEventType.__members__)
"""An older Dagster has not all kinds of events we ask for."""

MOMENT = timedelta(microseconds=1)
"""Dagster keeps times to the microsecond."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that is read from a Dagster instance; what cannot be read is noted."""

    instance: DagsterInstance
    lost: Lost = field(default_factory=Lost)

    def runs(self, after: datetime | None, limit: int) -> Sequence[SeenRun]:
        """Return runs that changed later than `after`, the earliest change first."""
        filters = RunsFilter(updated_after=after)
        return self._runs(filters, limit=limit, order_by="update_timestamp", ascending=True)

    def runs_of_moment(
        self, moment: datetime, after_run: str | None, limit: int
    ) -> Sequence[SeenRun]:
        """Return runs whose last change is of that very moment, in the order they were created."""
        filters = RunsFilter(updated_after=moment - MOMENT, updated_before=moment + MOMENT)
        return self._runs(filters, limit=limit, cursor=after_run, ascending=True)

    def runs_under_way(self, limit: int) -> Sequence[SeenRun]:
        """Return runs that have started and are not over, the newest first.

        A run whose worker died unseen is under way for ever: of many such the old ones drop out.
        """
        return self._runs(RunsFilter(statuses=UNDER_WAY), limit=limit)

    def runs_with_ids(self, run_ids: Collection[str]) -> Sequence[SeenRun]:
        """Return the runs of these ids that exist."""
        return self._runs(RunsFilter(run_ids=list(run_ids))) if run_ids else []

    def _runs(self, filters: RunsFilter, **options: Any) -> Sequence[SeenRun]:  # noqa: ANN401 - Dagster's
        try:
            return self.instance.get_run_records(filters, **options)
        except Exception:  # noqa: BLE001 - then each by itself; a storage that is away raises here too
            return [self._run(row) for row in stored_runs(self.instance, filters, options)]

    def _run(self, row: LostRun) -> SeenRun:
        """Return the run of a row, or the row where that cannot be read."""
        filters = RunsFilter(run_ids=[row.run_id])
        try:
            records = self.instance.get_run_records(filters)
        except Exception as error:  # noqa: BLE001 - a decoder of another version may raise any
            stored_runs(self.instance, filters, {})  # raises when it is the storage that is away
            self.lost.note(Key("run", row.run_id), error)
            return row
        return records[0] if records else row

    def events(
        self, run_id: str, kinds: Collection[str], *, after: int | None, limit: int
    ) -> list[Event]:
        """Return events of a run in the order of their numbers, from beyond `after`."""
        return self._events(run_id, kinds, after, limit, is_ascending=True)

    def newest_events(
        self, run_id: str, kinds: Collection[str], *, before: int | None = None, limit: int
    ) -> list[Event]:
        """Return the newest events of a run, below `before`; the newest is the last."""
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
        types = {DagsterEventType[kind] for kind in kinds if kind in KNOWN_KINDS}
        cursor = None if beyond is None else EventLogCursor.from_storage_id(beyond).to_string()
        try:
            page = self.instance.get_records_for_run(
                run_id, cursor=cursor, of_type=types, limit=limit, ascending=is_ascending
            )
            return [event_of(one.storage_id, one.event_log_entry) for one in page.records]
        except Exception:  # noqa: BLE001 - as for runs
            stored = stored_events(
                self.instance,
                run_id,
                {one.value for one in types},
                beyond,
                limit,
                is_ascending=is_ascending,
            )
            return [self._event(run_id, row) for row in stored]

    def _event(self, run_id: str, row: StoredEvent) -> Event:
        """Return the event of a row, or one that only stands in its place."""
        key = Key("event", run_id, row.storage_id)
        event = self.lost.read(key, lambda: event_of(row.storage_id, row.entry()))
        return event or Event(
            storage_id=row.storage_id,
            run_id=run_id,
            job_name="",
            step_key=None,
            kind=UNREADABLE,
            at=row.at,
            data=None,
        )

    def instigators(self) -> list[Instigator]:
        """Return every schedule and sensor that was ever switched on."""
        try:
            return [instigator_of(state) for state in self.instance.all_instigator_state()]
        except Exception:  # noqa: BLE001 - as for runs
            return self.lost.each(
                stored_instigators(self.instance),
                lambda row: Key("instigator", row.selector_id),
                lambda row: instigator_of(row.state()),
            )

    def ticks(
        self, instigator: Instigator, *, after: float, before: float | None, limit: int
    ) -> Sequence[SeenTick]:
        """Return ticks due between the two times (epoch seconds, both excluded), newest first."""
        try:
            return self.instance.get_ticks(
                instigator.origin_id,
                instigator.selector_id,
                before=before,
                after=after,
                limit=limit,
            )
        except Exception:  # noqa: BLE001 - as for runs
            stored = stored_ticks(
                self.instance, instigator.selector_id, after=after, before=before, limit=limit
            )
            return [self._tick(instigator, row) for row in stored]

    def _tick(self, instigator: Instigator, row: StoredTick) -> SeenTick:
        """Return the tick of a row, or the row where that cannot be read."""
        return self.lost.read(Key("tick", instigator.selector_id, row.tick_id), row.tick) or row

    def tick(self, selector_id: str, tick_id: int) -> InstigatorTick | None:
        """Return one tick by its number; None when it is gone, or cannot be read."""
        row = stored_tick(self.instance, tick_id)
        return self.lost.read(Key("tick", selector_id, tick_id), row.tick) if row else None

    def beats(self) -> list[Beat]:
        """Return the latest sign of life of each daemon that ever gave one."""
        beats = self.lost.read(Key("daemons", ""), self.instance.get_daemon_heartbeats) or {}
        return [
            Beat(daemon=name, at=utc(beat.timestamp), errors=list(beat.errors or ()))
            for name, beat in sorted(beats.items())
        ]

    def queued_count(self) -> int:
        """Count runs that wait in the queue."""
        return self.instance.get_runs_count(RunsFilter(statuses=QUEUED))

    def under_way_count(self) -> int:
        """Count runs that have started and are not over."""
        return self.instance.get_runs_count(RunsFilter(statuses=UNDER_WAY))

    def storage_id(self) -> str:
        """Return the id that Dagster's storage has given itself: what tells two instances apart."""
        storage: Any = self.instance.run_storage
        return str(storage.get_run_storage_id())


def next_times(
    cron: str | Sequence[str], zone: str | None, after: datetime, count: int
) -> list[datetime]:
    """Return when a cron is due next, in UTC."""
    times = schedule_execution_time_iterator(after.timestamp(), cron, zone)
    return [at.astimezone(timezone.utc) for at in islice(times, count)]
