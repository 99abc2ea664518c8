"""Say on the ledger what the published books leave to be done; the router tells people."""

from datetime import datetime, timezone
from typing import Any

import dagster as dg
from lender.orchestration.days import DAYS, ONE_BY_ONE
from lender.orchestration.exports import OWNER
from lender.orchestration.report import quality_report
from lender.orchestration.warehouse import rows
from nightledger.cli.notify import notice
from nightledger.dagster import LedgerResource


@dg.asset(
    deps=[quality_report],
    partitions_def=DAYS,
    backfill_policy=ONE_BY_ONE,
    group_name="publishing",
    owners=[OWNER],
    tags={"layer": "report"},
)
def notification(
    context: dg.AssetExecutionContext, nightledger: LedgerResource
) -> dg.MaterializeResult:  # type: ignore[type-arg] # Dagster wants it bare
    """Put on record whether the published books lack rows that were set aside."""
    (found,) = rows("select coalesce(sum(open_count), 0) as aside from `{built}`.quarantine_report")
    aside = int(found["aside"])
    said = {
        "title": "Published books lack rows that were set aside",
        "status": "firing" if aside else "resolved",
        "severity": "warn",
        "detail": f"{aside} rows are in quarantine as of {context.partition_key}.",
        "asset": "quarantine_report",
        "owner": OWNER,
        "source": "lender",
        "environment": nightledger.environment,
    }
    row = put_on_record(said, nightledger)
    return dg.MaterializeResult(
        metadata={
            "rows_aside": aside,
            "status": said["status"],
            "notice_id": row["notice_id"],
        }
    )


def put_on_record(said: dict[str, Any], ledger: LedgerResource) -> dict[str, Any]:
    """Do what `nightledger notify` does on a command line."""
    row = notice(said, datetime.now(timezone.utc))
    ledger.append({"alert_notices": [row]})
    return row
