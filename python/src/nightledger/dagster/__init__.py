"""Dagster on the ledger. Needs the extra `dagster`; dbt and dlt only where they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nightledger.dagster.component import NightledgerComponent
from nightledger.dagster.deadlines import cron
from nightledger.dagster.freshness import freshness
from nightledger.dagster.ledger import LedgerResource
from nightledger.dagster.observe import observe
from nightledger.dagster.poke import Poke, poke
from nightledger.dagster.retries import retry_policy
from nightledger.dagster.ticks import alert_sensor

if TYPE_CHECKING:
    from nightledger.dagster.dlt_assets import dlt_assets_with_checks
    from nightledger.dagster.remap import remap_severities
    from nightledger.dagster.resource import NightledgerDbtCliResource
    from nightledger.dagster.sensor import audit_sensor
    from nightledger.dagster.translator import NightledgerDbtTranslator, check_severities

__all__ = [
    "LedgerResource",
    "NightledgerComponent",
    "NightledgerDbtCliResource",
    "NightledgerDbtTranslator",
    "Poke",
    "alert_sensor",
    "audit_sensor",
    "check_severities",
    "cron",
    "dlt_assets_with_checks",
    "freshness",
    "observe",
    "poke",
    "remap_severities",
    "retry_policy",
]

ON_DEMAND = {
    "NightledgerDbtCliResource": "resource",
    "NightledgerDbtTranslator": "translator",
    "audit_sensor": "sensor",
    "check_severities": "severity",
    "dlt_assets_with_checks": "dlt_assets",
    "remap_severities": "remap",
}
"""What needs dbt, dlt or much time to import, and the module it is in."""


def __getattr__(name: str) -> object:
    """Give what is imported on demand."""
    if name not in ON_DEMAND:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{ON_DEMAND[name]}"), name)
