"""Nightledger as a component of a `dg` project: a folder with a defs.yaml."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from nightledger.dagster.ledger import RESOURCE
from nightledger.dagster.observe import observe
from nightledger.dagster.ticks import alert_sensor

if TYPE_CHECKING:
    from nightledger.dagster.ledger import LedgerResource


class NightledgerComponent(dg.Component, dg.Model, dg.Resolvable):
    """Puts this Dagster on the record.

    Adds the audit sensor and the resource `nightledger`; with `alerts`, a sensor that tells people
    what alerts.yml says; its path starts at the folder of defs.yaml. What changes definitions of
    others (freshness, dbt's resource) only `observe` does.
    """

    project: str
    dataset: str
    environment: str | None = None
    deployment: str = "dagster"
    location: str | None = None
    endpoint: str | None = None
    webserver_url: str | None = None
    sensor_name: str = "nightledger_audit"
    interval_seconds: int = 30
    alerts: str | None = None

    def build_defs(self, context: dg.ComponentLoadContext | None) -> dg.Definitions:
        """Return what the component adds."""
        if find_spec("dagster_dlt"):  # what other components load may be imported after this one
            import dlt  # noqa: F401, PLC0415 - so that its loads are on record
        defs = observe(dg.Definitions(), **self.model_dump(exclude={"alerts"}))
        if self.alerts is None:
            return defs
        ledger: LedgerResource = (defs.resources or {})[RESOURCE]
        path = folder_of(context) / self.alerts
        return dg.Definitions.merge(
            defs, dg.Definitions(sensors=[alert_sensor(ledger, alerts=path)])
        )


def folder_of(context: dg.ComponentLoadContext | None) -> Path:
    """Return the folder the component's file is in, from which paths in it start."""
    if context is None:
        return Path()
    return context.path if context.path.is_dir() else context.path.parent
