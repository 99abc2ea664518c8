"""Dagster on the ledger. Needs the extra `dagster`; dbt and dlt only where they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import dagster

from nightledger.dagster.ledger import LedgerResource
from nightledger.dagster.observe import observe
from nightledger.dagster.poke import Poke, poke
from nightledger.dagster.retries import retry_policy
from nightledger.dagster.ticks import alert_sensor

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

OLDEST_DAGSTER = {
    "component": (1, 11),
    "deadlines": (1, 12),
    "freshness_rules": (1, 12),
    "translator": (1, 11),
}
"""Modules that need more than the oldest Dagster this package works with."""


def __getattr__(name: str) -> object:
    """Give what is imported on demand. Raises ImportError when Dagster is too old for it."""
    if name not in ON_DEMAND:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    oldest = OLDEST_DAGSTER.get(ON_DEMAND[name], ())
    if version_of(dagster.__version__) < oldest:
        needed = ".".join(map(str, oldest))
        message = f"{name} needs Dagster {needed} or newer, and this is {dagster.__version__}."
        raise ImportError(message)
    return getattr(import_module(f"{__name__}.{ON_DEMAND[name]}"), name)


def __dir__() -> list[str]:
    """List what is here; the component too, which `dg` looks for by what is listed."""
    has_components = version_of(dagster.__version__) >= OLDEST_DAGSTER["component"]
    return sorted({*globals(), *(["NightledgerComponent"] if has_components else [])})


def version_of(text: str) -> tuple[int, ...]:
    """Return major and minor number of a version."""
    return tuple(int(number) for number in text.split(".")[:2])
