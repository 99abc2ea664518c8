"""A receiver that cannot be used, or fails: it says so, the fallback takes over, others go on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from watch.scene import FIRST, SECOND

if TYPE_CHECKING:
    from pathlib import Path

    from watch.scene import Scene

pytestmark = [pytest.mark.row("C6"), pytest.mark.row("A9")]
ELSEWHERE = "https://elsewhere.example/hook?sig=never-shown-either"


@pytest.mark.row("G3")
@pytest.mark.parametrize("value", [None, "", ELSEWHERE], ids=["missing", "empty", "wrong host"])
def test_a_receiver_with_a_bad_secret_says_so_and_the_fallback_gets_its_messages(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("TEAMS_URL")
    if value is not None:
        monkeypatch.setenv("TEAMS_URL", value)
    alerts = scene.alerts("teams", "webhook", "slack", told=["teams", "webhook"])
    scene.notices("notice-1")
    scene.tick(alerts)
    assert scene.arrived("webhook")[0] == "notice-1"
    assert scene.arrived("slack")[0] == "notice-1"
    assert scene.events("teams")[:2] == ["permanent", "handed_over"]
    (row,) = scene.rows("event = 'permanent' and title like '%notice-1%'")
    expected = "elsewhere.example is no host" if value else "TEAMS_URL"
    assert expected in row["response"]
    assert "never-shown" not in json.dumps(scene.rows(), default=str)
    assert scene.balance()["pending"] == 0


def test_a_rotated_secret_counts_from_the_next_tick_on(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text(scene.targets.slack_url("old"))
    alerts = scene.alerts(scene.receiver("slack", url={"file": str(file)}), "webhook")
    scene.notices("notice-1")
    scene.tick(alerts)
    file.write_text(scene.targets.slack_url("new"))
    scene.notices("notice-2")
    scene.tick(alerts)
    assert [len(scene.targets.http(f"slack/{name}").received()) for name in ("old", "new")] == [
        1,
        1,
    ]


@pytest.mark.row("C10")
def test_when_all_targets_of_a_receiver_fail_that_is_told_by_another_transport(
    scene: Scene,
) -> None:
    for recipient in (FIRST, SECOND):
        scene.targets.smtp.refuse(recipient, 451)
    alerts = scene.alerts("smtp", "slack", limits={"max_attempts": 10})
    scene.notices("notice-1")
    for _ in range(3):
        scene.tick(alerts)
        scene.wait_for_retry()
    told = [request.text for request in scene.target("slack").received()]
    assert len(told) == 1
    assert "receiver smtp" in told[0]
    assert "attempts failed within 15 minutes" in told[0]
    (health,) = scene.rows(table="vw_router_health")
    assert health["state"] == "deliveries fail"


@pytest.mark.row("C10")
def test_an_outage_of_everything_is_kept_until_somebody_can_be_told(scene: Scene) -> None:
    for name in ("teams", "slack"):
        scene.target(name).answer(500, times=3)
    alerts = scene.alerts("teams", "slack", told=["teams", "slack"])
    scene.notices("notice-1")
    for _ in range(4):
        scene.tick(alerts)
        scene.wait_for_retry()
    assert [scene.arrived(name).count("notice-1") for name in ("teams", "slack")] == [4, 4]
    assert scene.rows("event = 'quarantined'") == []
