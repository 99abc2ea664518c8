"""Dagster's storage row by row, for when one row keeps Dagster from reading a page of them.

Only used after Dagster's own call has failed. A storage that has no tables, or none of these,
raises here, and then the reading stops as it does for any other fault of the storage.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as db
from dagster._core.events.log import EventLogEntry
from dagster._core.scheduler.instigation import InstigatorState, InstigatorTick, TickData
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.schedules.schema import InstigatorsTable, JobTickTable
from dagster._serdes import deserialize_value

from nightledger.dagster.lost import LostRun, Word

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dagster import DagsterInstance, RunsFilter

RUN_COLUMNS = ["id", "run_id", "status", "update_timestamp"]


class StoredEvent(NamedTuple):
    """One row of the event log."""

    storage_id: int
    at: datetime
    body: str

    def entry(self) -> EventLogEntry:
        """Decode it."""
        return deserialize_value(self.body, EventLogEntry)


class StoredTick(NamedTuple):
    """One row of the ticks of a schedule or sensor."""

    tick_id: int
    timestamp: float
    body: str

    def tick(self) -> InstigatorTick:
        """Decode it."""
        return InstigatorTick(self.tick_id, deserialize_value(self.body, TickData))


class StoredInstigator(NamedTuple):
    """One row of the schedules and sensors."""

    selector_id: str
    body: str

    def state(self) -> InstigatorState:
        """Decode it."""
        return deserialize_value(self.body, InstigatorState)


def stored_runs(
    instance: DagsterInstance, filters: RunsFilter, options: dict[str, Any]
) -> list[LostRun]:
    """Return what the table says of the runs that a call with these arguments would give."""
    storage: Any = instance.run_storage
    query = storage._runs_query(filters, columns=RUN_COLUMNS, **options)  # noqa: SLF001 - as get_run_records asks
    return [
        LostRun(
            run_id=row["run_id"],
            status=Word(str(row["status"])),
            storage_id=row["id"],
            update_timestamp=row["update_timestamp"].replace(tzinfo=timezone.utc),
        )
        for row in storage.fetchall(query)
    ]


def stored_events(  # noqa: PLR0913 - what Dagster's own call takes
    instance: DagsterInstance,
    run_id: str,
    types: Collection[str],
    beyond: int | None,
    limit: int,
    *,
    is_ascending: bool,
) -> list[StoredEvent]:
    """Return events of a run as they are stored, in the order asked for."""
    table = SqlEventLogStorageTable.c
    query = (
        db.select(table.id, table.timestamp, table.event)
        .where(table.run_id == run_id, table.dagster_event_type.in_(sorted(types)))
        .order_by(table.id.asc() if is_ascending else table.id.desc())
        .limit(limit)
    )
    if beyond is not None:
        query = query.where(table.id > beyond if is_ascending else table.id < beyond)
    storage: Any = instance.event_log_storage
    with storage.run_connection(run_id) as connection:
        rows = connection.execute(query).fetchall()
    return [StoredEvent(number, in_utc(at), body) for number, at, body in rows]


def stored_instigators(instance: DagsterInstance) -> list[StoredInstigator]:
    """Return schedules and sensors as they are stored."""
    storage: Any = instance.schedule_storage
    table = InstigatorsTable.c
    rows = storage.execute(db.select(table.selector_id, table.instigator_body))
    return [StoredInstigator(*row) for row in rows]


def stored_ticks(
    instance: DagsterInstance,
    selector_id: str,
    *,
    after: float | None,
    before: float | None,
    limit: int,
) -> Sequence[StoredTick]:
    """Return ticks as they are stored, the newest first."""
    table = JobTickTable.c
    query = (
        db.select(table.id, table.timestamp, table.tick_body)
        .where(table.selector_id == selector_id)
        .order_by(table.timestamp.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(table.timestamp > naive(after))
    if before is not None:
        query = query.where(table.timestamp < naive(before))
    storage: Any = instance.schedule_storage
    return [
        StoredTick(number, in_utc(at).timestamp(), body)
        for number, at, body in storage.execute(query)
    ]


def stored_tick(instance: DagsterInstance, tick_id: int) -> StoredTick | None:
    """Return one tick as it is stored; None when it is gone."""
    table = JobTickTable.c
    query = db.select(table.id, table.timestamp, table.tick_body).where(table.id == tick_id)
    storage: Any = instance.schedule_storage
    found = [
        StoredTick(number, in_utc(at).timestamp(), body)
        for number, at, body in storage.execute(query)
    ]
    return found[0] if found else None


def in_utc(at: datetime) -> datetime:
    """Return a time of the storage, which has UTC and does not say so."""
    return at.replace(tzinfo=timezone.utc) if at.tzinfo is None else at.astimezone(timezone.utc)


def naive(seconds: float) -> datetime:
    """Return a time as the storage has it."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc).replace(tzinfo=None)
