"""What a body says where the status says less: a 2xx that means no, a 400 that means the receiver.

Sources: Slack's "Handling errors from incoming webhooks"; Microsoft's limits of connectors (a
failure behind a webhook is a text in a 200); PagerDuty's "Send an alert event".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nightledger.transports.http import status_of

if TYPE_CHECKING:
    from nightledger.transports.protocol import Status

CODE = re.compile(r"\b([45]\d\d)\b")
TAKEN = re.compile(r'ok|{.*"ok"\s*:\s*true\b.*', re.DOTALL)
ERROR = re.compile(
    r'delivery failed|"error"\s*:(?!\s*(?:null|false|""|\{\s*\}|\[\s*\]))', re.IGNORECASE
)
SLACK_REFUSES = re.compile(
    "invalid_payload|invalid_blocks|invalid_attachments|no_text|too_many_attachments|msg_too_long"
)
SLACK_IS_CLOSED = re.compile(
    "invalid_token|invalid_auth|token_|no_service|no_team|team_disabled|team_not_found|not_found"
    "|archived|prohibited|denied|not_in_channel|account_inactive|no_permission"
)
SLACK_IS_BUSY = re.compile("rate_?limit|rollup_error|internal_error|fatal_error|unavailable")


def judge_slack(code: int, said: str) -> Status:
    """Return what Slack means: its acceptance is the word `ok`.

    Another word that is known is its refusal; what nobody knows may have been taken.
    """
    status = status_of(code)
    if status != "accepted" or TAKEN.fullmatch(said):
        return status
    named = class_of_code(said)
    if named:
        return named
    if SLACK_REFUSES.search(said):
        return "refused"
    if SLACK_IS_CLOSED.search(said):
        return "permanent"
    return "retryable" if SLACK_IS_BUSY.search(said) else "unknown"


def judge_teams(code: int, said: str) -> Status:
    """Return what a flow or a proxy means: one that tells of an error has not delivered."""
    status = status_of(code)
    if status != "accepted" or not ERROR.search(said):
        return status
    return class_of_code(said) or "retryable"


def judge_pagerduty(code: int, said: str) -> Status:
    """Return what PagerDuty means: a 400 about the routing key is about the receiver."""
    is_about_key = re.search("routing.?key", said, re.IGNORECASE) is not None
    return "permanent" if code == 400 and is_about_key else status_of(code)  # noqa: PLR2004 - HTTP


def class_of_code(said: str) -> Status | None:
    """Return the class of the first HTTP status of a failure that a body names, if any."""
    found = CODE.search(said)
    return status_of(int(found[1])) if found else None
