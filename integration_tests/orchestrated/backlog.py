"""A long history nobody has read yet: one real run, and as many copies of it as wanted.

The run is executed, so that its events are those of real ones; its copies are made in the tables
of Dagster's storage, which takes seconds instead of a quarter of an hour.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

import dagster as dg
from orchestrated.happenings import QUIET
from orchestrated.truth import EVENT_COLUMNS
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from harness.dagster_home import DagsterHome

ASSETS = 12
"""So many give a run of 100 events, 61 of which the ledger wants."""

RUN_COLUMNS = "snapshot_id, pipeline_name, status, start_time, end_time"
COPY_RUN = text(f"""
insert into runs (run_id, run_body, create_timestamp, update_timestamp, {RUN_COLUMNS})
select :new, replace(run_body, :old, :new), :moment, :moment, {RUN_COLUMNS}
from runs where run_id = :old""")
COPY_EVENTS = text(f"""
insert into event_logs (run_id, event, {EVENT_COLUMNS})
select :new, replace(event, :old, :new), {EVENT_COLUMNS}
from event_logs where run_id = :old order by id""")
RENAME_EVENTS = text(
    "update event_logs set run_id = :new, event = replace(event, :old, :new) where run_id = :old"
)


def write_backlog(home: DagsterHome, *, runs: int, apart: timedelta) -> int:
    """Write so many runs, so far apart and the last of them now; give the number of events."""
    with home.instance() as instance:
        old = run_once(instance)
        events = len(instance.get_records_for_run(old, limit=10_000).records)
    copies = [str(uuid4()) for _ in range(runs - 1)]
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    parameters = [
        {"old": old, "new": new, "moment": now - apart * (runs - place)}
        for place, new in enumerate(copies)
    ]
    runs_url = home.storage_url or f"sqlite:///{home.folder}/history/runs.db"
    engine = create_engine(runs_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(COPY_RUN, parameters)
        if home.storage_url:
            connection.execute(COPY_EVENTS, parameters)
    if not home.storage_url:
        for new in copies:
            copy_file(home, old, new)
    return events * runs


def copy_file(home: DagsterHome, old: str, new: str) -> None:
    """Copy the file in which SQLite keeps the events of a run."""
    folder = home.folder / "history" / "runs"
    shutil.copy(folder / f"{old}.db", folder / f"{new}.db")
    engine = create_engine(f"sqlite:///{folder / new}.db", poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("pragma synchronous = off"))
        connection.execute(RENAME_EVENTS, {"old": old, "new": new})


def run_once(instance: dg.DagsterInstance) -> str:
    """Execute the run that is copied; give its id."""
    assets = [checked_asset(number) for number in range(ASSETS)]
    job = dg.define_asset_job("backlog", executor_def=dg.in_process_executor)
    definitions = dg.Definitions(assets=assets, jobs=[job])
    result = definitions.resolve_job_def("backlog").execute_in_process(
        instance=instance, run_config=QUIET
    )
    return str(result.run_id)


def checked_asset(number: int) -> dg.AssetsDefinition:
    """Return an asset with a check and a row count."""
    name = f"table_{number}"

    @dg.asset(name=name, check_specs=[dg.AssetCheckSpec("has_rows", asset=name)])
    def asset() -> dg.MaterializeResult:  # type: ignore[type-arg] # Dagster looks at it
        check = dg.AssetCheckResult(check_name="has_rows", passed=True)
        return dg.MaterializeResult(metadata={"dagster/row_count": number}, check_results=[check])

    return asset
