"""kill -9 at seeded points of a tick: nothing is lost, one repeat at most per crash and target."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest
from harness.fake_targets import FakeTargets
from watch.crashes import Scaffold, arrivals, choose, duplicates, phases, serve
from watch.scene import FIRST, SECOND, Scene

if TYPE_CHECKING:
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target
    from watch.crashes import Server
    from watch.scene import Row

SEED = 20261121
POINTS = int(os.environ.get("NIGHTLEDGER_CRASH_POINTS", "40"))
TOLD = ("teams", "hook0", "smtp")
PLACES = ("teams/teams", "webhook/hook0", FIRST, SECOND)
BATCH = 20
LIVING_EVERY = 5
MOST_TICKS_UNTIL_QUIET = 10
LEASE_SECONDS = 3.1


@pytest.mark.timeout(1800)
@pytest.mark.row("C6", "A9", "C8")
def test_a_tick_killed_at_any_point_loses_nothing_and_repeats_at_most_one_message_per_target(
    bigquery: Target,
    client: Client,
    watched: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if bigquery.url is None:
        pytest.skip("requests are counted before the embedded BigQuery only")
    random = Random(SEED)  # noqa: S311 - repeatable, not secret
    with (
        FakeTargets.spawn(tmp_path / "targets") as targets,
        Scaffold(bigquery.url) as scaffold,
    ):
        scene = Scene(bigquery=bigquery, client=client, dataset=watched, targets=targets)
        for name, value in scene.secrets.items():
            monkeypatch.setenv(name, value)
        for name in ("teams", "hook0"):
            scene.target(name).answer(202, delay_seconds=0.02, times=None)
        alerts = tmp_path / "alerts.yml"
        alerts.write_text(alerts_of(scene))
        titles: list[str] = []
        rows: list[Row] = []
        with serve(scaffold, targets, watched, alerts) as server:
            for first in range(0, POINTS, BATCH):
                titles += crash(scene, server, random, min(BATCH, POINTS - first))
                settle(scene, server)
                rows += scene.rows()
                scene.clear()
        found = arrivals(targets)
        repeats = duplicates(found, server.ticks)
        at = phases(rows, found, server.ticks)
    heard = {(place, title) for place, title, _ in found}
    told = {(place, title) for place in PLACES for title in titles}
    figures = {  # those of docs/reliability.md
        "crashes": sum(tick.is_killed for tick in server.ticks),
        "ticks": len(server.ticks),
        "messages": len(told),
        "lost": len(told - heard),
        "repeats": dict(Counter(place for _, place in repeats.elements())),
        "most repeats of a crash and target": max(repeats.values(), default=0),
        "killed": at,
    }
    print(json.dumps(figures, indent=1))
    assert told - heard == set()
    assert max(repeats.values(), default=0) <= 1
    assert len(at) >= 4, "the points have to cover the whole tick"


def crash(scene: Scene, server: Server, random: Random, count: int) -> list[str]:
    """Kill so many ticks; give the notices there were. Some live, against a backlog."""
    titles = []
    for crashes in range(1, count + 1):
        is_killed = False
        while not is_killed:
            titles.append(f"notice-{len(server.ticks)}")
            scene.notices(titles[-1])
            is_killed = server.tick(choose(random)).is_killed
        if crashes % LIVING_EVERY == 0:
            server.tick()
    return titles


def settle(scene: Scene, server: Server) -> None:
    """Tick until nothing is pending."""
    for _ in range(MOST_TICKS_UNTIL_QUIET):
        time.sleep(LEASE_SECONDS)
        server.tick()
        if scene.balance()["pending"] == 0:
            return
    pytest.fail(f"still pending after {MOST_TICKS_UNTIL_QUIET} ticks: {scene.balance()}")


def alerts_of(scene: Scene) -> str:
    """Return an alerts.yml in which three receivers with four targets hear everything at once."""
    teams = scene.receiver("teams", messages_per_hour=1_000_000)
    hook = scene.receiver("webhook", name="hook0")
    return scene.alerts_text(teams, hook, "smtp", fallback="hook0", told=TOLD)
