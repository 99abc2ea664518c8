"""`make demo-quick`: a stranger's first minute."""

from __future__ import annotations

import pytest
from harness.fake_targets import Targets

from .quick import ALERTS, CHANNEL, PICTURE, QUICK, SHIPPED
from .test_demo import make

pytestmark = [pytest.mark.row("F9"), pytest.mark.row("F1")]


def test_one_failing_test_is_one_card_a_picture_and_what_to_do_next() -> None:
    said = make("demo-quick")
    sent = Targets(folder=QUICK / "targets", http_ports={}, smtp_ports={}, closed_port=0)
    [card] = sent.http(CHANNEL).received()
    assert "order_id=1003" in card.text
    assert "order_id=1003" in said
    [picture] = [file for file in (PICTURE, SHIPPED) if str(file) in said]
    assert picture.exists()
    assert ALERTS.exists()
    assert said.index("accepted") < said.index("picture") < said.index("docs/first-alert.md")
