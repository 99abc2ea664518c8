"""Each mail address is asked and answers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from watch.scene import FIRST, SECOND

if TYPE_CHECKING:
    from watch.scene import Scene

pytestmark = [pytest.mark.row("C6"), pytest.mark.row("A9")]


def test_one_refused_address_is_on_record_alone_and_others_tell_what_it_missed(
    scene: Scene,
) -> None:
    scene.targets.smtp.refuse(SECOND, 550)
    alerts = scene.alerts("smtp", "slack")
    scene.notices("notice-1")
    report = scene.tick(alerts)
    assert scene.events("smtp", FIRST) == ["accepted"]
    assert scene.events("smtp", SECOND)[0] == "permanent"
    assert scene.arrived(FIRST) == ["notice-1"]
    assert scene.arrived(SECOND) == []
    assert report.failed_count >= 1
    assert scene.tick(alerts).unreachable_count == 0
    assert scene.balance()["told"] == 1
    assert scene.arrived(FIRST).count("notice-1") == 1


def test_an_address_that_is_busy_is_asked_again_and_the_other_hears_nothing_twice(
    scene: Scene,
) -> None:
    scene.targets.smtp.refuse(SECOND, 451, times=1)
    alerts = scene.alerts("smtp", "slack", limits={"first_pause": "1s"})
    scene.notices("notice-1")
    scene.tick(alerts)
    scene.wait_for_retry()
    scene.tick(alerts)
    assert scene.events("smtp", FIRST) == ["accepted"]
    assert scene.events("smtp", SECOND) == ["retryable", "accepted"]
    assert scene.arrived(FIRST) == ["notice-1"]
    assert scene.arrived(SECOND) == ["notice-1"]
    assert scene.arrived("slack") == []
