"""What cannot be read or shown is set apart with its reason, told of, and in nobody's way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from nightledger.transports.smtp import Smtp
from nightledger.transports.teams import Teams
from watch.scene import FIRST, SECOND

if TYPE_CHECKING:
    from nightledger.router import Message
    from nightledger.transports import Payload
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


def test_a_severity_nobody_knows_is_set_apart_and_told_of_and_the_others_are_sent(
    scene: Scene,
) -> None:
    alerts = scene.alerts("teams", "slack")
    scene.notices("notice-1", severity="catastrophic")
    scene.notices("notice-2")
    report = scene.tick(alerts)
    assert scene.arrived("teams") == ["notice-2"]
    assert report.quarantined_count == 1
    (row,) = scene.rows("event = 'quarantined'")
    assert "severity is 'catastrophic', not one of critical, error, warn" in row["cause"]
    scene.tick(alerts)
    notice = scene.target("teams").received()[1].text
    assert "could not be delivered" in notice
    assert "catastrophic" in notice
    assert scene.tick(alerts).message_count == 0
    assert scene.balance() == {
        "in": 3, "accepted": 2, "suppressed": 0, "quarantined": 1, "pending": 0,
    }  # fmt: skip


def test_what_one_transport_cannot_show_is_set_apart_there_and_told_of(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = Teams.render

    def break_on_one(self: Teams, message: Message) -> Payload:
        if any(one.subject_name == "notice-1" for one in message.notifications):
            raise ZeroDivisionError
        return render(self, message)

    monkeypatch.setattr(Teams, "render", break_on_one)
    alerts = scene.alerts("teams", "slack", told=["teams", "slack"])
    scene.notices("notice-1", "notice-2")
    scene.tick(alerts)
    assert scene.arrived("teams") == ["notice-2"]
    assert sorted(scene.arrived("slack")) == ["notice-1", "notice-2"]
    (row,) = scene.rows("event = 'quarantined'")
    assert (row["receiver"], row["cause"]) == ("teams", "teams cannot show it: ZeroDivisionError")
    scene.tick(alerts)
    assert "could not be delivered" in scene.target("teams").received()[1].text
    assert scene.balance()["pending"] == 0


def test_what_can_no_longer_be_shown_is_set_apart_once_for_whoever_has_not_got_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.targets.smtp.refuse(SECOND, 451, times=1)
    alerts = scene.alerts("smtp", "slack", route={"group_by": "all"})
    scene.notices("notice-1", "notice-2")
    scene.tick(alerts)
    assert scene.events("smtp", SECOND) == ["retryable"]
    render = Smtp.render

    def break_on_one(self: Smtp, message: Message) -> Payload:
        if any(one.subject_name == "notice-1" for one in message.notifications):
            raise ZeroDivisionError
        return render(self, message)

    monkeypatch.setattr(Smtp, "render", break_on_one)
    scene.wait_for_retry()
    for _ in range(3):
        scene.tick(alerts)
    (row,) = scene.rows("event = 'quarantined'")
    claim = scene.rows(f"event = 'claimed' and recipient = '{SECOND}'")[0]
    same = ("message_id", "receiver", "recipient", "attempt")
    assert [row[name] for name in same] == [claim[name] for name in same]
    assert (len(claim["notification_ids"]), len(row["notification_ids"])) == (2, 1)
    assert scene.arrived(FIRST)[0] == "notice-1,notice-2"
    assert "notice-2" in scene.arrived(SECOND)
    assert scene.balance()["pending"] == 0


@pytest.mark.row("G3")
def test_hostile_texts_arrive_in_bounds_and_disturb_no_other(scene: Scene) -> None:
    alerts = scene.alerts("teams", "smtp", told=["teams", "smtp"])
    for title, text in HOSTILE.items():
        scene.notices(title, title=f"{title} {text}"[:300], detail=text)
    scene.notices("notice-1")
    assert scene.tick(alerts).quarantined_count == 0
    requests = scene.target("teams").received()
    assert {*HOSTILE, "notice-1"} == set(scene.arrived("teams"))
    assert all(json.loads(request.body)["type"] == "message" for request in requests)
    assert all(len(request.body) <= TEAMS_BYTES for request in requests)
    assert len(scene.targets.smtp.received()) == 2 * len(requests)
    assert scene.balance()["pending"] == 0
