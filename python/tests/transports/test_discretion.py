"""What a receiver is not to see is in no message to it, whichever the transport."""

from __future__ import annotations

from dataclasses import fields

import pytest
from nightledger.transports.discretion import ROWS, WORDS, Details, with_details
from nightledger.transports.message import Notification
from python.tests.transports.examples import message, notification
from python.tests.transports.targets_of import HTTP_TRANSPORTS, transport_to

pytestmark = pytest.mark.row("C13", "G2")
TOLD = notification(
    offending_values="canary-value",
    sample=({"customer_id": "canary-row"},),
    message="canary-message",
    run_name="canary-run",
    downstream=("canary-downstream",),
    exposures=("canary-exposure",),
    consequences=("canary-consequence",),
    changes=("canary-change",),
)


def test_everything_hidden_is_a_part_of_a_notification() -> None:
    assert ROWS.keys() < WORDS.keys() <= {field.name for field in fields(Notification)}


@pytest.mark.parametrize("kind", HTTP_TRANSPORTS)
@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ("full", {"canary-value", "canary-message", "canary-change"}),
        ("no_rows", {"canary-message", "canary-change"}),
        ("title", set()),
    ],
)
def test_a_receiver_sees_what_it_may(kind: str, details: Details, shown: set[str]) -> None:
    body = transport_to(kind, "").render(with_details(message(TOLD), details)).body.decode()
    body = body.replace("=\n", "")
    assert "customers.customer_id" in body
    for canary in ("canary-value", "canary-row", "canary-message", "canary-change"):
        if canary not in shown and (details != "full" or canary != "canary-row"):
            assert canary not in body
    assert all(canary in body for canary in shown)
    if details == "title":
        assert "canary" not in body
