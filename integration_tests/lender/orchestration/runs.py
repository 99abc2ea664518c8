"""When the graph runs: at midnight, when a delivery lands, and for a report when it failed."""

from collections.abc import Iterator

import dagster as dg
from lender.orchestration import landing
from lender.orchestration.days import DAYS
from lender.orchestration.place import PLACE
from lender.orchestration.report import REPORTED_RUN, quality_report

daily = dg.define_asset_job(
    "lender_daily",
    selection=dg.AssetSelection.all(),
    partitions_def=DAYS,
    description="One business date: load, build, publish, report, notify.",
    tags={
        "dagster/max_runtime": "3600",  # seconds; then run monitoring ends it
        "lender/tables": "shared",  # dagster.yaml lets one such run write at a time
    },
)

report_only = dg.define_asset_job(
    "lender_report",
    selection=dg.AssetSelection.assets(quality_report),
    partitions_def=DAYS,
    description="The quality report of a run that failed before it got there.",
)

at_midnight = dg.build_schedule_from_partitioned_job(
    daily,
    name="lender_at_midnight",
    description="The books of the day that begins, at 00:00 in Berlin.",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.sensor(
    job=daily,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Runs the date of a delivery note that was put into the landing folder.",
)
def landed_deliveries() -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Ask for one run per note; Dagster knows by the run key which ones it had."""
    notes = landing.notes(PLACE.landing)
    for note in notes:
        yield dg.RunRequest(
            run_key=landing.identity(note),
            partition_key=landing.day_of(note),
            tags={"lender/delivery_note": note.name},
        )
    if not notes:
        yield dg.SkipReason(f"No delivery note in {PLACE.landing}.")


@dg.run_failure_sensor(
    monitored_jobs=[daily],
    request_job=report_only,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Writes the quality report of a failed run, whose own steps did not get there.",
)
def report_after_failure(context: dg.RunFailureSensorContext) -> dg.RunRequest:
    """Ask for the report of the failed run, under the date it was for."""
    failed = context.dagster_run
    return dg.RunRequest(
        run_key=failed.run_id,
        partition_key=failed.tags["dagster/partition"],
        tags={REPORTED_RUN: failed.run_id},
    )
