"""Dagster as the router's host: a sensor that ticks, and a poke at the end of a dbt command."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from nightledger.dagster import LedgerResource, alert_sensor, poke

if TYPE_CHECKING:
    from pathlib import Path

    from nightledger.dagster import Poke
    from watch.scene import Scene


@pytest.fixture
def resource(scene: Scene) -> LedgerResource:
    """Return the scene's ledger as Dagster has it."""
    return LedgerResource(
        project=scene.bigquery.project,
        dataset=scene.dataset,
        endpoint=scene.bigquery.url,
    )


@pytest.fixture
def alerts(scene: Scene, tmp_path: Path) -> Path:
    """Return an alerts.yml that tells Teams everything."""
    path = tmp_path / "alerts.yml"
    path.write_text(scene.alerts_text("teams"))
    return path


def in_process_poke(scene: Scene, alerts: Path) -> Poke:
    return poke(
        alerts=str(alerts),
        project=scene.bigquery.project,
        dataset=scene.dataset,
        endpoint=scene.bigquery.url,
    )


def evaluate(sensor: dg.SensorDefinition) -> str:
    """Let a sensor tick once; give what it says."""
    with dg.DagsterInstance.ephemeral() as instance:
        data = sensor.evaluate_tick(dg.build_sensor_context(instance=instance))
    assert data.run_requests == []
    return data.skip_message or ""


@pytest.mark.row("C7")
def test_a_sensor_tells_what_is_due_and_says_so(
    scene: Scene, resource: LedgerResource, alerts: Path
) -> None:
    sensor = alert_sensor(resource, alerts=alerts, interval_seconds=60)
    scene.notices("notice-1")

    assert evaluate(sensor) == "1 problems, 1 accepted, 0 not accepted, 0 waiting."
    assert ", 0 accepted" in evaluate(sensor)

    assert scene.arrived("teams") == ["notice-1"]
    ticks = scene.rows(table="router_ticks")
    assert {(row["host"], row["trigger"]) for row in ticks} == {("dagster", "schedule")}
    assert (sensor.name, sensor.minimum_interval_seconds) == ("nightledger_alerts", 60)
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING


@pytest.mark.row("C7")
def test_a_tick_that_cannot_work_is_a_red_tick_of_the_sensor(
    resource: LedgerResource, tmp_path: Path
) -> None:
    sensor = alert_sensor(resource, alerts=tmp_path / "none.yml")

    with pytest.raises(Exception, match="cannot be read"):
        evaluate(sensor)


@pytest.mark.row("C7")
def test_a_poke_tells_what_is_due_right_here(scene: Scene, alerts: Path) -> None:
    scene.notices("notice-1")

    in_process_poke(scene, alerts)()

    assert scene.arrived("teams") == ["notice-1"]
    (tick,) = scene.rows(table="router_ticks")
    assert (tick["host"], tick["trigger"]) == ("dagster", "poke")


@pytest.mark.row("C7")
def test_a_poke_is_a_resource_that_never_fails_a_run(
    scene: Scene, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    @dg.asset
    def exported(tell: dg.ResourceParam[object]) -> None:
        assert callable(tell)
        tell()

    result = dg.materialize(
        [exported], resources={"tell": in_process_poke(scene, tmp_path / "none.yml")}
    )

    assert result.success
    assert "The router was not poked (AlertsError" in caplog.text
    assert "next regular tick" in caplog.text


def test_a_poke_that_knows_no_ledger_says_so(
    alerts: Path, caplog: pytest.LogCaptureFixture
) -> None:
    poke(alerts=str(alerts))()

    assert "give project and dataset, or use observe" in caplog.text
