"""A target that is busy or broken is asked again, on record, and nothing is said twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from watch.scene import HOOKS

if TYPE_CHECKING:
    from watch.scene import Scene

pytestmark = [pytest.mark.row("C6"), pytest.mark.row("A9"), pytest.mark.row("C8")]
ASKED_SECONDS = 600
"""Longer than the slowest machine takes for a tick."""


def test_targets_that_fail_up_to_five_times_get_the_message_once_and_every_attempt_is_a_row(
    scene: Scene,
) -> None:
    names = HOOKS[:6]
    for failures, name in enumerate(names):
        if failures:
            scene.target(name).answer(503, times=failures)
    receivers = [scene.receiver("webhook", name=name) for name in names]
    alerts = scene.alerts(*receivers, told=names)
    scene.notices("notice-1")
    for _ in names:
        scene.tick(alerts)
        scene.wait_for_retry()
    for failures, name in enumerate(names):
        rows = scene.rows(f"receiver = '{name}' and title like '%notice-1%'")
        claims = [row["sequence"] for row in rows if row["event"] == "claimed"]
        outcomes = [row["event"] for row in rows if row["event"] != "claimed"]
        assert claims == list(range(1, failures + 2))
        assert outcomes == [*["retryable"] * failures, "accepted"]
        assert scene.arrived(name).count("notice-1") == failures + 1
    assert scene.balance()["told"] == 1


def test_what_a_busy_target_asked_for_is_kept_over_a_restart_of_the_router(
    scene: Scene,
) -> None:
    scene.target("teams").answer(429, retry_after=ASKED_SECONDS)
    alerts = scene.alerts("teams", "slack", told=["teams", "slack"])
    scene.notices("notice-1")
    scene.tick(alerts)
    scene.notices("notice-2")
    waiting = scene.tick(alerts)  # nothing is kept between two ticks: each is a restart
    assert waiting.message_count == 1
    assert waiting.next_look_at is not None
    assert scene.arrived("slack") == ["notice-1", "notice-2"]
    assert scene.arrived("teams") == ["notice-1"]
    scene.later(seconds=ASKED_SECONDS)
    scene.tick(alerts)
    assert scene.arrived("teams") == ["notice-1", "notice-1,notice-2"]
    assert scene.balance()["told"] == 2
