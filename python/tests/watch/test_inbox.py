"""The documents of `router_inbox`: what is read, what is set apart, what is another version's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from harness.notification import NOTIFICATION
from nightledger.watch.inbox import decode

pytestmark = [pytest.mark.row("C6")]
CLOCK = ("clock", json.dumps({"now": "2026-03-10T05:00:00Z"}))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("clock", "{}")],
        [("clock", "[]")],
        [("clock", '{"now": null}')],
        [CLOCK, ("delivery", "{}")],
        [CLOCK, ("delivery", "null")],
        [CLOCK, ("delivery", '{"message_id": ')],
        [CLOCK, ("history", "{}")],
        [CLOCK, ("history", '{"history": "group"}')],
        [CLOCK, ("notification", "{}")],
        [CLOCK, ("letter", "{}")],
    ],
)
def test_an_inbox_that_cannot_be_read_is_one_kind_of_error(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decode(rows)


@pytest.mark.parametrize(
    "change", [{"severity": "catastrophic"}, {"reason": []}, {"due_at": 5}, {"kind": None}]
)
def test_one_notification_that_cannot_be_read_is_set_apart(change: dict[str, Any]) -> None:
    other = NOTIFICATION | {"notification_id": "n2"}
    documents = [NOTIFICATION | change, other]
    rows = [("notification", json.dumps(document)) for document in documents]
    inbox, poison = decode([CLOCK, *rows])
    assert [one.notification_id for one in inbox.notifications] == ["n2"]
    assert [one.notification_id for one in poison] == ["n1"]
