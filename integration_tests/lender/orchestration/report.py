"""The quality report of a date's run, as files."""

import json
from typing import Any

import dagster as dg
from google.cloud.bigquery import ScalarQueryParameter
from lender.orchestration.days import DAYS, ONE_BY_ONE
from lender.orchestration.exports import OWNER, exports
from lender.orchestration.files import whole
from lender.orchestration.place import PLACE
from nightledger.dagster import LedgerResource

REPORTED_RUN = "lender/reported_run"
"""Tag of a run that reports on another one, which failed."""
REPORT = """
select to_json_string(report) as report
from vw_quality_report
where run_id = @run_id
order by vw_quality_report.started_at desc
limit 1
"""


@dg.asset(
    deps=exports,
    partitions_def=DAYS,
    backfill_policy=ONE_BY_ONE,
    group_name="publishing",
    owners=[OWNER],
    tags={"layer": "report"},
    kinds={"json", "markdown"},
)
def quality_report(
    context: dg.AssetExecutionContext, nightledger: LedgerResource
) -> dg.MaterializeResult:  # type: ignore[type-arg] # Dagster wants it bare
    """Write what the checks of the date's run found, as JSON and Markdown."""
    run_id = context.run.tags.get(REPORTED_RUN, context.run_id)
    report = report_of(run_id, nightledger)
    path = PLACE.reports / f"{context.partition_key}.json"
    with whole(path) as scratch:
        scratch.write_text(json.dumps(report, indent=2))
    with whole(path.with_suffix(".md")) as scratch:
        scratch.write_text(markdown(report, context.partition_key))
    return dg.MaterializeResult(
        metadata={
            "report": dg.MetadataValue.md(markdown(report, context.partition_key)),
            "path": dg.MetadataValue.path(path),
            "reported_run": dg.MetadataValue.dagster_run(run_id),
        }
    )


def report_of(run_id: str, ledger: LedgerResource) -> dict[str, Any]:
    """Read the report of a run; one without a dbt command checked nothing."""
    found = ledger.read(REPORT, parameters=[ScalarQueryParameter("run_id", "STRING", run_id)]).rows
    return json.loads(found[0][0]) if found else {"run_id": run_id, "total": 0}


def markdown(report: dict[str, Any], day: str) -> str:
    """Say the same for people."""
    lines = [
        f"# {day}: {report.get('passed', 0)} of {report['total']} checks passed",
        "",
    ]
    lines += [
        f"- {bad['severity']}: {bad['subject']}: {bad['offending_values'] or bad['message']}"
        for bad in report.get("failures", [])
    ]
    return "\n".join([*lines, f"Run {report['run_id']}", ""])
