"""Nightledger as a component of a `dg` project."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import tomllib
from dagster.components.core.component_tree import ComponentTreeException
from dagster.components.core.package_entry import discover_package_objects
from dagster.components.testing import create_defs_folder_sandbox
from nightledger.dagster import LedgerResource, NightledgerComponent

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
LEDGER: dict[str, Any] = {"project": "lender-prod", "dataset": "ops_audit"}

pytestmark = [
    pytest.mark.row("D1"),
    # Dagster's own way to load a folder uses what it calls beta
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
]


def loaded(attributes: dict[str, Any]) -> dg.Definitions:
    """Load a project whose only component is ours."""
    with create_defs_folder_sandbox() as sandbox:
        path = sandbox.scaffold_component(
            component_cls=NightledgerComponent,
            defs_yaml_contents={
                "type": "nightledger.dagster.NightledgerComponent",
                "attributes": attributes,
            },
        )
        with sandbox.load_component_and_build_defs(defs_path=path) as (component, defs):
            assert isinstance(component, NightledgerComponent)
            return defs


def test_a_folder_with_a_yaml_adds_the_sensor_and_the_ledger() -> None:
    defs = loaded({**LEDGER, "environment": "staging", "interval_seconds": 45})

    (sensor,) = defs.sensors or []
    ledger = (defs.resources or {})["nightledger"]
    assert (sensor.name, sensor.minimum_interval_seconds) == ("nightledger_audit", 45)
    assert isinstance(ledger, LedgerResource)
    assert (ledger.dataset, ledger.environment) == ("ops_audit", "staging")


def test_with_an_alerts_file_a_sensor_is_the_router() -> None:
    defs = loaded({**LEDGER, "alerts": "alerts.yml"})

    assert [one.name for one in defs.sensors or []] == ["nightledger_audit", "nightledger_alerts"]


def test_a_value_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCP_PROJECT", "lender-prod")

    defs = loaded({**LEDGER, "project": "{{ env.GCP_PROJECT }}"})

    assert (defs.resources or {})["nightledger"].project == "lender-prod"


def test_a_mistake_in_the_yaml_is_named() -> None:
    with pytest.raises(ComponentTreeException) as error:
        loaded({"project": "lender-prod"})

    assert "dataset" in "".join(traceback.format_exception(error.value))


def test_it_works_from_python_too() -> None:
    defs = NightledgerComponent(**LEDGER).build_defs(None)

    dg.Definitions.validate_loadable(defs)
    assert [one.name for one in defs.sensors or []] == ["nightledger_audit"]


def test_dg_finds_it_by_the_entry_point() -> None:
    entries = tomllib.loads(PYPROJECT.read_text())["project"]["entry-points"]
    (module,) = entries["dagster_dg_cli.registry_modules"].values()

    found = discover_package_objects([module])

    assert [f"{key.namespace}.{key.name}" for key in found] == [
        "nightledger.dagster.NightledgerComponent"
    ]
