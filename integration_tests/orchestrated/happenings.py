"""What happens in a deployment without its daemon's help, through Dagster's own API."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import dagster as dg
from orchestrated.locations import works
from orchestrated.truth import EVENT_COLUMNS
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.dagster_home import DagsterHome

ORDERS = dg.AssetKey(["orders"])
OBSERVE = text(f"""
insert into event_logs (run_id, event, {EVENT_COLUMNS})
select :run_id, replace(event, run_id, :run_id), {EVENT_COLUMNS} from event_logs
where dagster_event_type = 'ASSET_OBSERVATION' and run_id <> '' order by id limit 1""")
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
OUTSIDE = ""
"""The run id of events outside any run."""


def run(home: DagsterHome, *jobs: str) -> None:
    """Run jobs of `works` in this process, as a worker does."""
    with home.instance() as instance:
        for name in jobs:
            job = works.defs.resolve_job_def(name)
            job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)


def report_outside_a_run(home: DagsterHome) -> None:
    """Report a materialization, an observation and a check as other tools do."""
    with home.instance() as instance:
        instance.report_runless_asset_event(dg.AssetMaterialization(ORDERS))
        instance.report_runless_asset_event(dg.AssetObservation(ORDERS))
        instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(
                check_name="has_rows", asset_key=ORDERS, passed=True, metadata={}
            )
        )


def report_again(home: DagsterHome, job: str) -> None:
    """Write the last step's end of the job's last run once more: a worker that outlives its run."""
    with home.instance() as instance:
        (record, *_) = instance.get_run_records(dg.RunsFilter(job_name=job), limit=1)
        connection = instance.get_records_for_run(
            record.dagster_run.run_id, of_type=dg.DagsterEventType.STEP_SUCCESS
        )
        instance.handle_new_event(connection.records[-1].event_log_entry)


@contextmanager
def committed_late(home: DagsterHome, run_id: str) -> Iterator[None]:
    """Observe something twice, in a run and outside any; commit the first of each at the end.

    So events get visible whose numbers are lower than those of events that were read before.
    Dagster writes each event in a transaction of its own, which lasts as long as the way to
    PostgreSQL takes. SQLite lets only one write at a time: there is nothing to make happen.
    """
    if not home.storage_url:
        yield
        return
    engine = create_engine(home.storage_url, poolclass=NullPool)
    with engine.begin() as late:
        for each in (run_id, OUTSIDE):
            late.execute(OBSERVE, {"run_id": each})
            with engine.begin() as early:
                early.execute(OBSERVE, {"run_id": each})
        yield
