"""BigQuery refuses, is busy or breaks off in the middle of a tick."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest
from harness.fault_proxy import Match
from nightledger.errors import PermanentLedgerError, TransientLedgerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.fault_proxy import FaultProxy
    from watch.scene import Scene

pytestmark = [pytest.mark.row("C6"), pytest.mark.row("C8")]
STATE = Match(sql="router_state")
DELIVERIES = Match(sql="^insert into .*alert_deliveries")
OUTCOMES = Match(sql="^insert into .*alert_deliveries", body="accepted")
CLAIMANTS = Match(sql="^select\\s+entry_id")
BUSY = "Could not serialize access to table due to concurrent update"
REPEAT = "You may have had this already"
LEASE_SECONDS = 3.1
SHORT_SECONDS = 2.0
FAULTS: dict[str, Callable[[FaultProxy, Match], None]] = {
    "could not serialize": lambda proxy, match: proxy.fail_job(
        match, reason="invalidQuery", message=BUSY, times=2
    ),
    "rate limit": lambda proxy, match: proxy.fail(
        match, status=403, reason="rateLimitExceeded", times=2
    ),
    "500": lambda proxy, match: proxy.fail(match, status=500, reason="backendError", times=2),
    "503": lambda proxy, match: proxy.fail(match, status=503, reason="backendError", times=2),
    "no answer": lambda proxy, match: proxy.lose_response(match),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Return up on BigQuery soon."""
    monkeypatch.setattr(sys.modules["nightledger.watch.tick"], "WRITE_SECONDS", SHORT_SECONDS)
    monkeypatch.setattr(sys.modules["nightledger.ledger.read"], "RETRY_SECONDS", SHORT_SECONDS)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_passes_by_itself_delays_a_tick_and_repeats_nothing(
    scene: Scene, fault_proxy: FaultProxy, fault: str
) -> None:
    for match in (DELIVERIES, OUTCOMES) if fault == "no answer" else (STATE, DELIVERIES, CLAIMANTS):
        FAULTS[fault](fault_proxy, match)
    scene.notices("notice-1")
    disturbed = scene.through(fault_proxy.url)
    alerts = scene.alerts("teams", "slack")
    assert disturbed.tick(alerts).accepted_count == 1
    assert disturbed.tick(alerts).message_count == 0
    assert scene.arrived("teams") == ["notice-1"]
    events = [row["event"] for row in scene.rows("event != 'carried'")]
    assert sorted(events) == ["accepted", "claimed"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "reason", "error"),
    [
        (503, "backendError", TransientLedgerError),
        (401, "authError", PermanentLedgerError),
        (403, "accessDenied", PermanentLedgerError),
    ],
)
def test_without_a_claim_on_record_nothing_is_sent(
    scene: Scene,
    fault_proxy: FaultProxy,
    status: int,
    reason: str,
    error: type[Exception],
) -> None:
    fault_proxy.fail(DELIVERIES, status=status, reason=reason, times=1000)
    scene.notices("notice-1")
    alerts = scene.alerts("teams", "smtp", told=["teams", "smtp"])
    with pytest.raises(error):
        scene.through(fault_proxy.url).tick(alerts)
    assert scene.arrived("teams") == []
    assert scene.targets.smtp.received() == []
    (tick,) = scene.rows(table="router_ticks")
    assert (tick["outcome"], bool(tick["error"])) == ("failed", True)
    scene.tick(alerts)
    assert scene.arrived("teams") == ["notice-1"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "reason", "error"),
    [
        (503, "backendError", TransientLedgerError),
        (401, "authError", PermanentLedgerError),
        (403, "accessDenied", PermanentLedgerError),
    ],
)
def test_an_outcome_that_could_not_be_written_repeats_the_message_once_and_says_so(
    scene: Scene,
    fault_proxy: FaultProxy,
    status: int,
    reason: str,
    error: type[Exception],
) -> None:
    fault_proxy.fail(OUTCOMES, status=status, reason=reason, times=1000)
    scene.notices("notice-1", "notice-2")
    alerts = scene.alerts("teams", "slack")
    with pytest.raises(error):
        scene.through(fault_proxy.url).tick(alerts)
    assert len(scene.arrived("teams")) == 1
    time.sleep(LEASE_SECONDS)
    for _ in range(2):
        scene.tick(alerts)
    arrived = scene.arrived("teams")
    assert {title: arrived.count(title) for title in arrived} == {arrived[0]: 2} | {
        title: 1 for title in ("notice-1", "notice-2") if title != arrived[0]
    }
    repeats = [
        request.text for request in scene.target("teams").received() if REPEAT in request.text
    ]
    assert len(repeats) == 1
    assert scene.balance()["pending"] == 0


@pytest.mark.usefixtures("impatient")
def test_a_tick_that_cannot_read_sends_nothing_and_the_next_one_does(
    scene: Scene, fault_proxy: FaultProxy
) -> None:
    fault_proxy.fail(STATE, status=503, reason="backendError", times=1000)
    scene.notices("notice-1")
    alerts = scene.alerts("teams", "slack")
    with pytest.raises(TransientLedgerError):
        scene.through(fault_proxy.url).tick(alerts)
    assert scene.rows() == []
    scene.tick(alerts)
    assert scene.arrived("teams") == ["notice-1"]
