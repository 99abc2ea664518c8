"""A receiver that cannot be used, or fails: it says so, others are told, and the rest goes on."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import google.auth
import pytest
from google.auth.credentials import AnonymousCredentials
from nightledger.config import secrets
from watch.scene import FIRST, SECOND
from werkzeug import Request, Response

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer
    from watch.scene import Scene

pytestmark = [pytest.mark.row("C6"), pytest.mark.row("A9")]
BOTH = ("notices", "deliveries")
ELSEWHERE = "https://elsewhere.example/hook?sig=never-shown-either"


@pytest.mark.row("G3")
@pytest.mark.parametrize("value", [None, "", ELSEWHERE], ids=["missing", "empty", "wrong host"])
def test_a_receiver_with_a_bad_secret_says_so_and_its_problems_are_handed_over(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("TEAMS_URL")
    if value is not None:
        monkeypatch.setenv("TEAMS_URL", value)
    alerts = scene.alerts("teams", "slack")
    scene.notices("notice-1")
    scene.tick(alerts)
    assert scene.arrived("slack")[0] == "notice-1"
    assert scene.events("teams")[0] == "permanent"
    row = scene.rows("event = 'permanent' and title like '%notice-1%'")[0]
    expected = "elsewhere.example is no host" if value else "TEAMS_URL"
    assert expected in row["response"]
    assert "never-shown" not in json.dumps(scene.rows(), default=str)
    assert scene.balance()["told"] == 1


@pytest.mark.row("G3")
@pytest.mark.parametrize("outage", ["from the start", "between look and send"])
def test_a_minute_without_secret_manager_loses_no_alert(
    scene: Scene, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, outage: str
) -> None:
    manager = SecretManager(answered=0 if outage == "from the start" else 2)
    httpserver.expect_request(re.compile("/v1/.*")).respond_with_handler(manager)
    monkeypatch.setattr(secrets, "SECRET_MANAGER", httpserver.url_for("/v1"))
    nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(google.auth, "default", lambda **_: (nobody, "p"))
    manager.values = {name: scene.targets.url(f"{name}/{name}") for name in ("slack", "webhook")}
    receivers = [
        scene.receiver(name, url={"secret": f"projects/p/secrets/{name}/versions/latest"})
        for name in manager.values
    ]
    alerts = scene.alerts(*receivers)
    scene.notices("notice-1")
    scene.tick(alerts)
    assert scene.events("slack") == ["retryable"]
    manager.answered = 100
    scene.wait_for_retry()
    scene.tick(alerts)
    assert scene.arrived("slack") == ["notice-1"]
    assert scene.arrived("webhook") == []
    assert scene.balance()["told"] == 1


@dataclass(slots=True, kw_only=True)
class SecretManager:
    """Secret Manager: gives a secret as often as `answered` says, then it is busy."""

    answered: int
    values: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: Request) -> Response:
        """Return the text of a version."""
        self.answered -= 1
        if self.answered < 0:
            return Response("busy", status=503)
        name = request.path.split("/")[5]
        data = base64.b64encode(self.values[name].encode()).decode()
        return Response(json.dumps({"payload": {"data": data}}))


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
    alerts = scene.alerts("smtp", "slack")
    scene.notices("notice-1")
    for _ in range(3):
        scene.tick(alerts, families=BOTH)
        scene.wait_for_retry()
    scene.tick(alerts, families=BOTH)
    told = [request.text for request in scene.target("slack").received()]
    assert len(told) == 1
    assert "receiver smtp" in told[0]
    assert "attempts failed within 15 minutes" in told[0]
    (health,) = scene.rows(table="vw_router_health")
    assert health["state"] == "deliveries fail"


@pytest.mark.row("C10")
def test_an_outage_of_everything_is_kept_until_somebody_can_be_told(
    scene: Scene,
) -> None:
    for name in ("teams", "slack"):
        scene.target(name).answer(500, times=3)
    alerts = scene.alerts("teams", "slack", told=["teams", "slack"])
    scene.notices("notice-1")
    for _ in range(4):
        scene.tick(alerts)
        scene.wait_for_retry()
    assert [scene.arrived(name).count("notice-1") for name in ("teams", "slack")] == [
        4,
        4,
    ]
