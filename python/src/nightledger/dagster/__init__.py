"""Dagster on the ledger. Needs the extra `dagster`; dbt and dlt only where they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nightledger.dagster.ledger import LedgerResource
from nightledger.dagster.observe import observe
from nightledger.dagster.poke import Poke, poke
from nightledger.dagster.retries import retry_policy
from nightledger.dagster.ticks import alert_sensor
from nightledger.dagster.versions import needed_by, require

if TYPE_CHECKING:
    from nightledger.dagster.component import NightledgerComponent
    from nightledger.dagster.deadlines import cron
    from nightledger.dagster.dlt_assets import dlt_assets_with_checks
    from nightledger.dagster.freshness_rules import freshness
    from nightledger.dagster.remap import remap_severities
    from nightledger.dagster.resource import NightledgerDbtCliResource
    from nightledger.dagster.sensor import audit_sensor
    from nightledger.dagster.severity import check_severities
    from nightledger.dagster.translator import (
        NightledgerDbtTranslator,
        NightledgerSeverities,
        with_severities,
    )

__all__ = [
    "LedgerResource",
    "NightledgerComponent",
    "NightledgerDbtCliResource",
    "NightledgerDbtTranslator",
    "NightledgerSeverities",
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
    "with_severities",
]

ON_DEMAND = {
    "NightledgerComponent": "component",
    "NightledgerDbtCliResource": "resource",
    "NightledgerDbtTranslator": "translator",
    "NightledgerSeverities": "translator",
    "audit_sensor": "sensor",
    "check_severities": "severity",
    "cron": "deadlines",
    "dlt_assets_with_checks": "dlt_assets",
    "freshness": "freshness_rules",
    "remap_severities": "remap",
    "with_severities": "translator",
}
"""What needs dbt, dlt, a newer Dagster or much time to import, and the module it is in."""


def __getattr__(name: str) -> object:
    """Return what is imported on demand. Raises ImportError when Dagster is too old for it."""
    if name not in ON_DEMAND:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    require(name, ON_DEMAND[name])
    return getattr(import_module(f"{__name__}.{ON_DEMAND[name]}"), name)


def __dir__() -> list[str]:
    """List what is here; the component too, which `dg` looks for by what is listed."""
    components = [] if needed_by("component") else ["NightledgerComponent"]
    return sorted({*globals(), *components})
