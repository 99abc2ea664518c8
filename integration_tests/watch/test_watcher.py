"""A watcher rests while nothing can have changed, and never when something has."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from harness.jobs import jobs_since
from nightledger.ledger import append
from nightledger.watch import Watcher

if TYPE_CHECKING:
    from nightledger.config import Config
    from nightledger.watch import TickReport
    from watch.scene import Scene

pytestmark = [pytest.mark.row("C7"), pytest.mark.row("C10")]


def tick(watcher: Watcher, alerts: Config) -> TickReport:
    return watcher.tick(alerts, host="watch", trigger="loop")


def rested(scene: Scene, alerts: Config) -> Watcher:
    """Return a watcher that has looked and found nothing."""
    watcher = Watcher(client=scene.client, dataset=scene.dataset)
    assert tick(watcher, alerts).outcome == "ok"
    return watcher


def test_a_quiet_minute_is_one_job_and_its_heartbeat(scene: Scene) -> None:
    alerts = scene.alerts("teams")
    watcher = rested(scene, alerts)
    since = datetime.now(timezone.utc) - timedelta(milliseconds=5)
    assert tick(watcher, alerts).outcome == "idle"
    (job,) = jobs_since(scene.client, since)
    assert "router_ticks" in job.sql
    assert [row["outcome"] for row in scene.rows(table="router_ticks")] == [
        "ok",
        "idle",
    ]


def test_heartbeats_of_dagster_are_no_reason_to_look(scene: Scene) -> None:
    alerts = scene.alerts("teams")
    watcher = rested(scene, alerts)
    now = datetime.now(timezone.utc)
    beat = {"occurred_at": now, "environment": "prod", "deployment": "dagster"}
    beat |= {"heartbeat_id": "b1", "is_caught_up": True}
    append(scene.bigquery.client(), scene.dataset, "dagster_heartbeats", [beat])
    assert tick(watcher, alerts).outcome == "idle"


def test_a_new_fact_is_looked_at_and_told(scene: Scene) -> None:
    alerts = scene.alerts("teams")
    watcher = rested(scene, alerts)
    scene.results(1)
    assert tick(watcher, alerts).accepted_count == 1
    assert len(scene.targets.http("teams/teams").received()) == 1


def test_a_fact_written_into_the_past_is_looked_at_too(scene: Scene) -> None:
    alerts = scene.alerts("teams")
    watcher = rested(scene, alerts)
    scene.results(1, at=datetime.now(timezone.utc) - timedelta(days=2))
    assert tick(watcher, alerts).accepted_count == 1


def test_another_alerts_yml_is_a_reason_to_look(scene: Scene) -> None:
    watcher = rested(scene, scene.alerts("teams"))
    assert tick(watcher, scene.alerts("teams", "slack")).outcome == "ok"


def test_what_waits_for_its_moment_is_sent_when_it_comes(scene: Scene) -> None:
    alerts = scene.alerts("teams")
    scene.targets.http("teams/teams").answer(503)
    scene.results(1)
    watcher = Watcher(client=scene.client, dataset=scene.dataset)
    assert tick(watcher, alerts).failed_count == 1
    scene.wait_for_retry()
    assert tick(watcher, alerts).accepted_count == 1


def test_it_looks_again_after_its_longest_rest(scene: Scene) -> None:
    alerts = scene.alerts("teams")
    watcher = Watcher(client=scene.client, dataset=scene.dataset, longest_rest_seconds=0)
    assert [tick(watcher, alerts).outcome for _ in range(2)] == ["ok", "ok"]
