"""A router that has stopped is seen by something that is not the router."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from string import Template
from typing import TYPE_CHECKING, Any

import pytest
from google.api_core.exceptions import GoogleAPICallError
from harness.dbt import REPOSITORY
from nightledger.ledger import append

if TYPE_CHECKING:
    from watch.scene import Scene

pytestmark = pytest.mark.row("C10")
DEAD_MAN = REPOSITORY / "functions" / "alert_router" / "deploy" / "dead_man.sql"


def state(scene: Scene) -> str:
    (health,) = scene.rows(table="vw_router_health")
    return str(health["state"])


def verdict(scene: Scene) -> str:
    """Ask as the scheduled query does; raises what BigQuery raises."""
    sql = Template(DEAD_MAN.read_text()).substitute(dataset=scene.dataset)
    (row,) = scene.client.query(sql).result()
    return str(row.verdict)


def ticked(scene: Scene, minutes_ago: float, **changes: Any) -> None:  # noqa: ANN401 - columns
    at = datetime.now(timezone.utc) - timedelta(minutes=minutes_ago)
    row = {"tick_id": f"tick-{minutes_ago}", "occurred_at": at, "finished_at": at}
    row |= {
        "environment": "*",
        "host": "function",
        "trigger": "schedule",
        "outcome": "ok",
    }
    row |= {"duration_seconds": 0.1, "package_version": "0"}
    row |= {f"{name}_count": 0 for name in COUNTS}
    append(scene.client, scene.dataset, "router_ticks", [row | changes])


COUNTS = ("problem", "message", "accepted", "failed", "decision", "held", "unreachable")


def test_a_router_that_never_ran_or_stopped_five_minutes_ago_is_dead(
    scene: Scene,
) -> None:
    assert state(scene) == "never ran"
    with pytest.raises(GoogleAPICallError, match="has not ticked"):
        verdict(scene)
    ticked(scene, 5.5)
    assert state(scene) == "dead"
    with pytest.raises(GoogleAPICallError, match="has not ticked since"):
        verdict(scene)


def test_one_tick_without_anything_to_do_brings_it_back_to_life(scene: Scene) -> None:
    ticked(scene, 60)
    scene.tick(scene.alerts("teams", "slack"))
    assert state(scene) == "healthy"
    assert "The last tick was at" in verdict(scene)


def test_ticks_that_fail_are_no_sign_of_life(scene: Scene) -> None:
    ticked(scene, 20)
    ticked(scene, 1, outcome="failed", error="no access")
    assert state(scene) == "failing"
    with pytest.raises(GoogleAPICallError, match="has not ticked since"):
        verdict(scene)
