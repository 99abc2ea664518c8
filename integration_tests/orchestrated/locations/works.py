"""A code location with all that Dagster can have to tell of: see each job.

A run is asked for by a file in the folder WORKS_INBOX, named `<job>.<anything>`; the sensor
`mailbox` puts it into the queue. `endless` writes the id of its process into that folder.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg

INBOX = Path(os.environ.get("WORKS_INBOX", "/nonexistent"))
ENDLESS_SECONDS = 600.0
AT_ONCE = dg.RetryPolicy(max_retries=1, delay=0.1)


@dg.asset(
    check_specs=[
        dg.AssetCheckSpec("has_rows", asset="orders"),
        dg.AssetCheckSpec("is_recent", asset="orders"),
    ],
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=1)),
)
def orders() -> dg.MaterializeResult:  # type: ignore[type-arg] # Dagster looks at it while running
    """Materialize, with a check that passes and one that fails and only warns."""
    passed = dg.AssetCheckResult(check_name="has_rows", passed=True)
    failed = dg.AssetCheckResult(
        check_name="is_recent", passed=False, severity=dg.AssetCheckSeverity.WARN
    )
    return dg.MaterializeResult(metadata={"dagster/row_count": 0}, check_results=[passed, failed])


@dg.asset(deps=[orders], retry_policy=AT_ONCE)
def invoices(context: dg.AssetExecutionContext) -> None:
    """Fail, and succeed when tried again."""
    if context.retry_number == 0:
        message = "the till is not open yet"
        raise ConnectionError(message)
    context.log_event(dg.AssetObservation("orders", metadata={"seen": True}))


@dg.asset(deps=[orders])
def balances() -> None:
    """Fail, so that what is below never happens."""
    message = "debit is not credit"
    raise ValueError(message)


@dg.asset(deps=[balances])
def statements() -> None:
    """Never happen."""


@dg.asset_check(asset=orders)
def adds_up() -> dg.AssetCheckResult:
    """Raise: planned, and never evaluated."""
    message = "no such table"
    raise LookupError(message)


@dg.op
def wait_without_end() -> None:
    """Work until somebody kills it."""
    (INBOX / f"pid.{os.getpid()}").touch()
    time.sleep(ENDLESS_SECONDS)


@dg.job(executor_def=dg.in_process_executor)
def endless() -> None:
    """Run until it is killed in mid-step."""
    wait_without_end()


@dg.op
def look_at_the_clock() -> None:
    """Do next to nothing."""


@dg.job(executor_def=dg.in_process_executor)
def clock() -> None:
    """Run as the schedule wants."""
    look_at_the_clock()


@dg.schedule(
    cron_schedule="* * * * *",
    job=clock,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def each_minute() -> dg.RunRequest:
    """Run every minute."""
    return dg.RunRequest()


@dg.sensor(minimum_interval_seconds=1, default_status=dg.DefaultSensorStatus.RUNNING)
def broken() -> None:
    """Fail at every tick."""
    message = "the folder is gone"
    raise FileNotFoundError(message)


day = dg.define_asset_job(
    "day",
    dg.AssetSelection.assets(orders, invoices) - dg.AssetSelection.checks(adds_up),
    executor_def=dg.in_process_executor,
    description="Succeeds, after a step was tried again.",
)
bad_day = dg.define_asset_job(
    "bad_day",
    dg.AssetSelection.assets(orders, balances, statements),
    executor_def=dg.in_process_executor,
    description="Fails: an asset does, another never happens, a check raises.",
)


@dg.sensor(
    jobs=[day, bad_day, endless, clock],
    minimum_interval_seconds=1,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def mailbox() -> Iterator[dg.RunRequest]:
    """Ask for a run for every file in the inbox, once."""
    for letter in sorted(INBOX.glob("*.run")):
        yield dg.RunRequest(run_key=letter.name, job_name=letter.name.split(".")[0])


defs = dg.Definitions(
    assets=[orders, invoices, balances, statements],
    asset_checks=[adds_up],
    jobs=[day, bad_day, endless, clock],
    schedules=[each_minute],
    sensors=[broken, mailbox],
)
