"""The sensor, the resource and rescan on a real ledger."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from click.testing import CliRunner
from nightledger.cli import main
from nightledger.contract import TABLES
from nightledger.dagster import LedgerResource, audit_sensor
from nightledger.dagster.scan import scan
from nightledger.errors import TransientLedgerError
from python.tests.dagster.runs import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.fault_proxy import FaultProxy
    from python.tests.dagster.runs import Storage

WRITTEN = [name for name in TABLES if name.startswith("dagster_")]


def counts(resource: LedgerResource) -> dict[str, tuple[int, int]]:
    """Return rows and different facts by table."""
    union = " union all ".join(
        f"select '{name}', count(*), count(distinct row_id) from {name}" for name in WRITTEN
    )
    return {name: (rows, facts) for name, rows, facts in resource.read(union).rows if rows}


def evaluate(sensor: dg.SensorDefinition, instance: dg.DagsterInstance, cursor: str | None) -> Any:  # noqa: ANN401 - a class of Dagster's that is not public
    """Let the sensor tick once."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor, sensor_name=sensor.name)
    return sensor.evaluate_tick(context)


@pytest.mark.row("D2")
def test_the_sensor_writes_says_so_and_launches_nothing(
    resource: LedgerResource, instance: dg.DagsterInstance, storage: Storage
) -> None:
    storage.materialize(storage.run(NOON), "loans", NOON)
    sensor = audit_sensor(resource)
    first = evaluate(sensor, instance, None)
    assert not first.run_requests
    assert first.skip_message == (
        "Written: 1 to dagster_asset_materializations, 1 to dagster_heartbeats, "
        "1 to dagster_runs; caught up, runs up to 2026-11-20 12:00:00 UTC."
    )
    second = evaluate(sensor, instance, first.cursor)
    assert second.skip_message == "Nothing new; caught up, runs up to 2026-11-20 12:00:00 UTC."
    renamed = evaluate(audit_sensor(resource, name="renamed"), instance, None)
    assert renamed.cursor
    assert counts(resource) == {
        "dagster_asset_materializations": (1, 1),
        "dagster_heartbeats": (2, 2),
        "dagster_runs": (1, 1),
    }


@pytest.mark.row("D2")
def test_the_sensor_runs_by_default_and_takes_its_address_from_the_environment(
    resource: LedgerResource,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEDGER_DATASET", resource.dataset)
    named = LedgerResource(
        project=resource.project,
        dataset=dg.EnvVar("LEDGER_DATASET"),
        endpoint=resource.endpoint,
    )
    sensor = audit_sensor(named, interval_seconds=45)
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert sensor.minimum_interval_seconds == 45
    assert evaluate(sensor, instance, None).cursor


@pytest.mark.row("D2")
def test_bigquery_failing_in_the_middle_makes_the_tick_fail_and_loses_nothing(
    resource: LedgerResource,
    instance: dg.DagsterInstance,
    storage: Storage,
    fault_proxy: FaultProxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nightledger.dagster.tail.work.PORTION", 500)
    for number in range(5):
        storage.run(NOON - timedelta(minutes=number))
    behind = LedgerResource(
        project=resource.project, dataset=resource.dataset, endpoint=fault_proxy.url
    )
    fault_proxy.fail(status=503, times=1_000, skip=6)
    with pytest.raises(TransientLedgerError, match="failed"):
        scan(instance, Impatient(behind))
    fault_proxy.clear()
    scan(instance, behind)
    found = counts(resource)
    assert found["dagster_runs"] == (5, 5)


class Impatient:
    """A ledger that tries a write once."""

    def __init__(self, ledger: LedgerResource) -> None:
        self.environment, self.deployment = ledger.environment, ledger.deployment
        self.webserver_url, self.read, self.ledger = None, ledger.read, ledger

    def append(self, rows_by_table: Any) -> int:  # noqa: ANN401 - passed on
        """Write, or raise at once."""
        return self.ledger.append(rows_by_table, retry_seconds=0.1)


@pytest.mark.row("A11")
def test_rescan_writes_what_the_ledger_lacks_once(
    resource: LedgerResource,
    dagster_home: Path,
    storage: Storage,
    client: Client,
) -> None:
    old = storage.run(NOON - timedelta(days=3))
    run_id = storage.run(NOON)
    storage.materialize(run_id, "loans", NOON)
    storage.materialize("", "reported", NOON)
    words = ["rescan", "--since", "2026-11-20", "--until", "2026-11-20"]
    words += ["--project", resource.project, "--dataset", resource.dataset]
    words += ["--endpoint", resource.endpoint or "", "--environment", "test"]
    for _ in range(2):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
        assert "1 runs and 2 events read" in result.output
    assert counts(resource) == {
        "dagster_asset_materializations": (2, 2),
        "dagster_runs": (1, 1),
    }
    ids = [row[0] for row in resource.read("select run_id from dagster_runs").rows]
    assert ids == [run_id] != [old]
    assert dagster_home.is_dir()
    assert client.project == resource.project


@pytest.mark.row("F3")
@pytest.mark.parametrize("home", [None, "/nowhere/at/all"])
def test_rescan_without_an_instance_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    if home:
        monkeypatch.setenv("DAGSTER_HOME", home)
    words = [
        "rescan",
        "--since",
        "2026-11-20",
        "--dataset",
        "p.d",
        "--endpoint",
        "127.0.0.1:1",
    ]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "DAGSTER_HOME has to name the folder with dagster.yaml" in result.output


@pytest.mark.row("F3")
def test_rescan_without_dagster_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verb = import_module("nightledger.cli.rescan")
    monkeypatch.setattr(verb, "find_spec", lambda _name: None)
    result = CliRunner().invoke(main, ["rescan", "--since", "2026-11-20", "--dataset", "p.d"])
    assert result.exit_code == 1
    assert "nightledger[dagster]" in result.output
