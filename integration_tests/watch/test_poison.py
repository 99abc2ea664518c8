"""What cannot be read or shown is written down with its reason, and in nobody's way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from nightledger.transports.teams import Teams

if TYPE_CHECKING:
    from nightledger.transports import Payload
    from nightledger.transports.message import Message
    from watch.scene import Scene

pytestmark = [pytest.mark.row("C6"), pytest.mark.row("C8")]
TEAMS_BYTES = 20 * 1024
HOSTILE = {
    "notice-11": "\x00 null",
    "notice-12": "\u202eright to left",
    "notice-13": "\N{PILE OF POO} {{ 1 / 0 }} {% for %}",
    "notice-14": "<at>everyone</at> <script>alert(1)</script> [x](javascript:alert(1))",
    "notice-15": "long " * 200_000,
}


def test_a_severity_nobody_knows_is_in_nobodys_way(scene: Scene) -> None:
    alerts = scene.alerts("teams", "slack")
    scene.notices("notice-1", severity="catastrophic")
    scene.notices("notice-2")
    scene.tick(alerts)
    assert "notice-2" in ",".join(scene.arrived("teams"))


def test_what_one_transport_cannot_show_is_told_by_another(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = Teams.render

    def break_on_one(self: Teams, message: Message) -> Payload:
        if any(one.subject_name == "notice-1" for one in message.notifications):
            raise ZeroDivisionError
        return render(self, message)

    monkeypatch.setattr(Teams, "render", break_on_one)
    alerts = scene.alerts("teams", "slack", route={"group_by": "all"})
    scene.notices("notice-1", "notice-2")
    for _ in range(3):
        scene.tick(alerts)
        scene.wait_for_retry()
    assert "notice-2" in scene.arrived("teams")
    assert "notice-1" in ",".join(scene.arrived("slack"))
    refused = scene.rows("event = 'refused' and receiver = 'teams'")
    assert {row["response"] for row in refused} == {"teams cannot show it: ZeroDivisionError"}


@pytest.mark.row("G3")
def test_hostile_texts_arrive_in_bounds_and_disturb_no_other(scene: Scene) -> None:
    alerts = scene.alerts("teams", "smtp", told=["teams", "smtp"])
    for title, text in HOSTILE.items():
        scene.notices(title, title=f"{title} {text}"[:300], detail=text)
    scene.notices("notice-1")
    assert scene.tick(alerts).failed_count == 0
    requests = scene.target("teams").received()
    assert {*HOSTILE, "notice-1"} == set(scene.arrived("teams"))
    assert all(json.loads(request.body)["type"] == "message" for request in requests)
    assert all(len(request.body) <= TEAMS_BYTES for request in requests)
    assert len(scene.targets.smtp.received()) == 2 * len(requests)
