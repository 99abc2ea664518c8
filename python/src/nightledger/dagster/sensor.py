"""The audit sensor: everything Dagster records, on the ledger, every half minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster import (
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    sensor,
)

from nightledger.dagster.definitions import NO_DEFINITIONS, Definitions
from nightledger.dagster.scan import BUDGET_SECONDS, scan
from nightledger.dagster.status import status_in

if TYPE_CHECKING:
    from nightledger.dagster.ledger import LedgerResource
    from nightledger.dagster.scan import ScanReport

DESCRIPTION = (
    "Writes runs, events, ticks and a heartbeat to Nightledger's ledger; launches nothing."
)


def audit_sensor(
    ledger: LedgerResource,
    *,
    name: str = "nightledger_audit",
    interval_seconds: int = 30,
    budget_seconds: float = BUDGET_SECONDS,
) -> SensorDefinition:
    """Return the sensor that writes what is new to the ledger.

    It runs by default and launches nothing. One per Dagster deployment is enough: it sees the
    runs of every code location. When the ledger cannot be written the tick fails, and the next
    one begins where the last good one stopped.

    Under `dagster dev` it is off, unless the environment is `dev` or NIGHTLEDGER_ENVIRONMENT says
    the same one: a laptop would speak for production, and beat while production's daemon is dead.
    """

    @sensor(
        name=name,
        minimum_interval_seconds=interval_seconds,
        default_status=status_in(ledger.environment),
        description=DESCRIPTION,
    )
    def nightledger_audit(context: SensorEvaluationContext) -> SkipReason:
        report = scan(
            context.instance,
            ledger.resolved(),
            context.cursor,
            budget_seconds=budget_seconds,
            definitions=definitions_of(context),
        )
        context.update_cursor(report.cursor)
        return SkipReason(told(report))

    return nightledger_audit


def definitions_of(context: SensorEvaluationContext) -> Definitions:
    """Return what the sensor's code location defines."""
    if context.repository_def is None:
        return NO_DEFINITIONS
    origin = context.code_location_origin
    return Definitions.of(context.repository_def, origin.location_name if origin else None)


def told(report: ScanReport) -> str:
    """Say in words what a scan did."""
    rows = ", ".join(f"{count:,} to {table}" for table, count in sorted(report.rows.items()))
    stands = "caught up" if report.is_caught_up else "there is more: it comes with the next ticks"
    until = (
        f", runs up to {report.watermark_at:%Y-%m-%d %H:%M:%S} UTC" if report.watermark_at else ""
    )
    unread = f"; {report.unreadable_count:,} cannot be read" if report.unreadable_count else ""
    return f"{f'Written: {rows}' if rows else 'Nothing new'}; {stands}{until}{unread}."
