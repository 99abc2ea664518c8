"""Runs and events put into Dagster's storage one by one, at times a test chooses."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import dagster as dg
from dagster._core.events import DagsterEvent, DagsterEventType, StepMaterializationData
from dagster._core.events.log import EventLogEntry
from dagster._core.execution.plan.objects import StepFailureData
from sqlalchemy import text

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
ENDS = {
    dg.DagsterRunStatus.STARTED: "PIPELINE_START",
    dg.DagsterRunStatus.SUCCESS: "PIPELINE_SUCCESS",
    dg.DagsterRunStatus.FAILURE: "PIPELINE_FAILURE",
}


@dataclass
class Storage:
    """Writes into an instance."""

    instance: dg.DagsterInstance

    def run(self, at: datetime, status: str = "SUCCESS", **fields: Any) -> str:  # noqa: ANN401
        """Put a run there whose last change is of that time; give its id."""
        run_id = str(uuid.uuid4())
        run = dg.DagsterRun(run_id=run_id, job_name="nightly", **fields)
        self.instance.run_storage.add_historical_run(run, at)
        self.change(run_id, status, at)
        return run_id

    def change(self, run_id: str, status: str, at: datetime) -> None:
        """Let a run come to a status at that time."""
        kind = ENDS[dg.DagsterRunStatus[status]]
        event = DagsterEvent(event_type_value=kind, job_name="nightly")
        self.instance.run_storage.handle_run_event(run_id, event, at)

    def materialize(self, run_id: str, name: str, at: datetime) -> None:
        """Write a materialization of an asset."""
        data = StepMaterializationData(dg.AssetMaterialization(name))
        self.event(run_id, "ASSET_MATERIALIZATION", at, data=data)

    def event(
        self,
        run_id: str,
        kind: str,
        at: datetime,
        data: Any = None,  # noqa: ANN401 - one of many classes
        step_key: str | None = None,
    ) -> None:
        """Write an event."""
        event = DagsterEvent(
            event_type_value=DagsterEventType[kind].value,
            job_name="nightly",
            step_key=step_key,
            event_specific_data=data,
        )
        entry = EventLogEntry(  # type: ignore[no-untyped-call] # not annotated there
            error_info=None,
            level=20,
            user_message="",
            run_id=run_id,
            timestamp=at.timestamp(),
            job_name="nightly",
            step_key=step_key,
            dagster_event=event,
        )
        self.instance.event_log_storage.store_event(entry)

    def fail_step(self, run_id: str, step_key: str, at: datetime) -> None:
        """Write a failure of a step."""
        data = StepFailureData(  # type: ignore[no-untyped-call] # not annotated there
            error=None, user_failure_data=None
        )
        self.event(run_id, "STEP_FAILURE", at, data=data, step_key=step_key)

    def renumber(self, run_id: str, old: int, new: int) -> None:
        """Return an event another number: what a transaction that commits late comes to."""
        storage: Any = self.instance.event_log_storage
        with storage.run_connection(run_id) as connection:
            connection.execute(
                text("update event_logs set id = :new where id = :old"), {"new": new, "old": old}
            )


@dataclass
class Clock:
    """A clock that stands still until it is told otherwise."""

    at: datetime

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at

    def on(self, **length: float) -> None:
        """Let time go by."""
        self.at += timedelta(**length)
