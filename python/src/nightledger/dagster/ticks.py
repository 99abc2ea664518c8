"""Ticks of the router with Dagster as their host."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dagster import SensorDefinition, SkipReason, sensor

from nightledger.dagster.status import status_in

if TYPE_CHECKING:
    from os import PathLike

    from nightledger.dagster.ledger import LedgerResource
    from nightledger.watch import TickReport, Watcher

HOST = "dagster"
BUDGET_SECONDS = 30.0
"""Dagster gives a sensor 60 seconds; a send that has begun may take another 10."""


@dataclass(slots=True, kw_only=True)
class Router:
    """Ticks for one ledger in this process, one at a time."""

    ledger: LedgerResource
    alerts: str | PathLike[str]
    watcher: Watcher | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tick(self, *, trigger: str, budget_seconds: float = BUDGET_SECONDS) -> TickReport:
        """Look and send; alerts.yml is read anew. Raises what `nightledger.watch` does."""
        from nightledger.config import load  # noqa: PLC0415 - heavy
        from nightledger.watch import Watcher  # noqa: PLC0415 - heavy

        with self.lock:
            if self.watcher is None:
                ledger = self.ledger.resolved()
                self.watcher = Watcher(client=ledger.client(), dataset=ledger.dataset)
            return self.watcher.tick(
                load(str(self.alerts)), host=HOST, trigger=trigger, budget_seconds=budget_seconds
            )


def alert_sensor(
    ledger: LedgerResource,
    *,
    alerts: str | PathLike[str] = "alerts.yml",
    interval_seconds: int = 60,
    name: str = "nightledger_alerts",
) -> SensorDefinition:
    """Return a sensor that is the router: looks into the ledger, and sends what is due.

    alerts: path of alerts.yml. A tick that fails is red in Dagster, and the next one tries again.
    As the audit sensor it is off under `dagster dev`, unless that may speak for the ledger's
    environment. It stops with Dagster's daemon, so let something outside Dagster look after that.
    """
    router = Router(ledger=ledger, alerts=alerts)

    @sensor(
        name=name,
        minimum_interval_seconds=interval_seconds,
        default_status=status_in(ledger.environment),
        description="Tells people what alerts.yml says they are to be told.",
    )
    def tell() -> SkipReason:
        return SkipReason(summary(router.tick(trigger="schedule")))

    return tell


def summary(report: TickReport) -> str:
    """Say in a line what a tick did."""
    if report.outcome == "idle":
        return "Nothing is new."
    return (
        f"{report.problem_count} problems, {report.accepted_count} accepted, "
        f"{report.failed_count} not accepted, {report.held_count} waiting."
    )
