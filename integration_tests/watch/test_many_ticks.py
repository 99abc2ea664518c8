"""Ticks that come twice, ten at once, late or not at all; and clocks that are wrong."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
import time_machine
from harness.fault_proxy import Match
from watch.crashes import Scaffold, serve

if TYPE_CHECKING:
    from pathlib import Path

    from harness.fault_proxy import FaultProxy
    from watch.scene import Scene

pytestmark = pytest.mark.row("C4", "C7")
STATE = Match(sql="router_state")
CLAIMS = Match(sql="^insert into .*alert_deliveries", body="claimed")
AT_ONCE = 10
TOLD = ("teams", "webhook", "slack")
SLOW = {"first_pause": "1h", "longest_pause": "1h"}


def test_the_same_trigger_twice_tells_once(scene: Scene) -> None:
    alerts = scene.alerts(*TOLD, told=TOLD)
    scene.notices("notice-1")
    for _ in range(2):
        scene.tick(alerts, trigger="poke")
    assert [scene.arrived(name) for name in TOLD] == [["notice-1"]] * 3


def test_ten_ticks_in_threads_that_find_the_same_tell_once(
    scene: Scene, fault_proxy: FaultProxy
) -> None:
    fault_proxy.gather(STATE, parties=AT_ONCE)
    alerts = scene.alerts(*TOLD, told=TOLD)
    scene.notices("notice-1")
    scenes = [scene.through(fault_proxy.url) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda each: each.tick(alerts), scenes))
    assert [scene.arrived(name) for name in TOLD] == [["notice-1"]] * 3
    assert len(scene.rows(table="router_ticks")) == AT_ONCE


def test_when_ten_ticks_have_all_written_their_claim_the_first_one_sends(
    scene: Scene, fault_proxy: FaultProxy
) -> None:
    """Of statements at the very same moment none sees the others' rows: so BigQuery allows it."""
    fault_proxy.gather(STATE, parties=AT_ONCE)
    fault_proxy.rewrite(CLAIMS, "where not exists (", "where true or exists (", times=AT_ONCE)
    alerts = scene.alerts(*TOLD, told=TOLD)
    scene.notices("notice-1")
    scenes = [scene.through(fault_proxy.url) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda each: each.tick(alerts), scenes))
    claims = scene.rows("event = 'claimed' and receiver = 'teams'")
    assert len(claims) == AT_ONCE
    counts = [len(scene.arrived(name)) for name in TOLD]
    print("messages at each target:", counts)  # a figure of docs/reliability.md
    assert max(counts) <= 2, "one repeat at most, where claims are written at the same moment"
    assert min(counts) >= 1


def test_ten_ticks_in_processes_tell_once(scene: Scene, tmp_path: Path) -> None:
    if scene.bigquery.url is None:
        pytest.skip("the processes know the embedded BigQuery only")
    file = tmp_path / "alerts.yml"
    told = ("teams", "webhook")
    file.write_text(scene.alerts_text(*told, told=told))
    scene.notices("notice-1", "notice-2")
    with (
        Scaffold(scene.bigquery.url) as scaffold,
        serve(scaffold, scene.targets, scene.dataset, file) as server,
    ):
        scaffold.gather(STATE, parties=AT_ONCE)
        server.say(AT_ONCE)
        assert len(set(server.hear())) == AT_ONCE
        assert server.hear() == [0] * AT_ONCE
    assert [sorted(scene.arrived(name)) for name in told] == [["notice-1", "notice-2"]] * 2


def test_what_no_trigger_came_for_and_what_came_48_hours_late_goes_with_the_next_tick(
    scene: Scene,
) -> None:
    alerts = scene.alerts("teams", "slack")
    scene.notices("notice-1", occurred_at=datetime.now(timezone.utc) - timedelta(hours=48))
    scene.notices("notice-2")
    committed_at = time.time()
    scene.tick(alerts, trigger="poke")
    arrived = scene.target("teams").received()
    assert sorted(scene.arrived("teams")) == ["notice-1", "notice-2"]
    seconds = max(request.arrived_at for request in arrived) - committed_at
    print("seconds from the commit to the message:", seconds)  # a figure of docs/reliability.md


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_host_whose_clock_is_wrong_sends_and_retries_by_bigquerys_clock(
    scene: Scene, minutes: int
) -> None:
    scene.target("teams").answer(503)
    alerts = scene.alerts("teams", "slack", limits=SLOW)
    scene.notices("notice-1")
    right = datetime.now(timezone.utc)
    with time_machine.travel(right + timedelta(minutes=minutes), tick=True):
        scene.tick(alerts)
        assert scene.tick(alerts).message_count == 0
    assert scene.arrived("teams") == ["notice-1"]
    rows = scene.rows() + scene.rows(table="router_ticks")
    assert max(abs(row["occurred_at"] - right) for row in rows) < timedelta(minutes=5)
    (retry_at,) = {row["retry_at"] for row in rows if row.get("retry_at")}
    assert abs(retry_at - right - timedelta(hours=1)) < timedelta(minutes=5)


def test_facts_with_impossible_times_hold_up_no_other(scene: Scene) -> None:
    alerts = scene.alerts("teams", "slack")
    scene.notices("notice-1970", occurred_at=datetime(1970, 1, 1, tzinfo=timezone.utc))
    scene.notices("notice-2099", occurred_at=datetime(2099, 12, 31, tzinfo=timezone.utc))
    ahead = datetime.now(timezone.utc) + timedelta(minutes=10)
    scene.notices("notice-1", occurred_at=ahead)
    scene.notices("notice-2")
    scene.tick(alerts)
    assert sorted(scene.arrived("teams")) == [
        "notice-1",
        "notice-1970",
        "notice-2",
        "notice-2099",
    ]
