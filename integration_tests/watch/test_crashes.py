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

SEED = 20261121
POINTS = int(os.environ.get("NIGHTLEDGER_CRASH_POINTS", "40"))
TOLD = ("teams", "hook0", "smtp")
PLACES = ("teams/teams", "webhook/hook0", FIRST, SECOND)
MOST_TICKS_UNTIL_QUIET = 20
LEASE_SECONDS = 3.1
LIMITS = {"max_attempts": 1000, "retry_for": "1d"}


@pytest.mark.timeout(1800)
@pytest.mark.row("C6", "A9", "C8")
def test_a_tick_killed_at_any_point_loses_nothing_and_repeats_at_most_one_message_per_target(
    bigquery: Target, client: Client, watched: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if bigquery.url is None:
        pytest.skip("requests are counted before the embedded BigQuery only")
    random = Random(SEED)  # noqa: S311 - repeatable, not secret
    with FakeTargets.spawn(tmp_path / "targets") as targets, Scaffold(bigquery.url) as scaffold:
        scene = Scene(bigquery=bigquery, client=client, dataset=watched, targets=targets)
        for name, value in scene.secrets.items():
            monkeypatch.setenv(name, value)
        for name in ("teams", "hook0"):
            scene.target(name).answer(202, delay_seconds=0.02, times=None)
        alerts = tmp_path / "alerts.yml"
        alerts.write_text(alerts_of(scene))
        titles = []
        with serve(scaffold, targets, watched, alerts) as server:
            crashes = 0
            while crashes < POINTS:
                number = len(server.ticks)
                titles += [f"notice-{number}-{each}" for each in range(2)]
                scene.notices(*titles[-2:])
                crashes += server.tick(choose(random)).is_killed
            for _ in range(MOST_TICKS_UNTIL_QUIET):
                time.sleep(LEASE_SECONDS)
                server.tick()
                if scene.balance()["pending"] == 0:
                    break
        found = arrivals(targets)
        heard = {(place, title) for place, title, _ in found}
        repeats = duplicates(found, server.ticks)
        at = phases(scene.rows(), found, server.ticks)
    told = {(place, title) for place in PLACES for title in titles}
    figures = {  # those of docs/reliability.md
        "crashes": crashes,
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


def alerts_of(scene: Scene) -> str:
    """Give an alerts.yml in which three receivers with four targets hear everything at once."""
    teams = scene.receiver("teams", messages_per_hour=1_000_000)
    hook = scene.receiver("webhook", name="hook0")
    return scene.alerts_text(teams, hook, "smtp", fallback="hook0", told=TOLD, limits=LIMITS)
