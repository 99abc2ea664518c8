"""Microsoft Teams, through the webhook of a Workflows flow.

The answer 202 says that the flow took the message, not that anybody sees it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from nightledger.transports.content import Content, check_dashboard_url, describe
from nightledger.transports.http import Post
from nightledger.transports.protocol import Payload
from nightledger.transports.spoken import judge_teams
from nightledger.transports.teams_card import Detail, card_of
from nightledger.transports.teams_text import Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Outcome

__all__ = ["Mention", "Teams"]

# Teams refuses more than about 28 KB, and some flows refuse 21 KB
PAYLOAD_BYTES = 20 * 1024
# What is given up first comes first: rows of the lesser problems, then all rows, strips of the
# lesser problems, long values, whole problems, lines.
DETAILS = (
    Detail(full=3, listed=20, grids=3, strips=3, characters=500),
    Detail(full=3, listed=20, grids=1, strips=3, characters=500),
    Detail(full=3, listed=20, grids=0, strips=3, characters=500),
    Detail(full=3, listed=20, grids=0, strips=1, characters=500),
    Detail(full=3, listed=20, grids=0, strips=1, characters=200),
    Detail(full=1, listed=20, grids=0, strips=1, characters=200),
    Detail(full=1, listed=10, grids=0, strips=1, characters=200),
    Detail(full=1, listed=5, grids=0, strips=1, characters=100),
    Detail(full=1, listed=0, grids=0, strips=0, characters=60),
)
HEADERS = {"Content-Type": "application/json; charset=utf-8"}
KEPT_HEADERS = ("x-ms-workflow-run-id",)
"""The only handle by which a person finds the flow's run of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """A channel or chat of Microsoft Teams.

    url: gives the flow's webhook address, a secret. owners: whom to mention, by the owner a
    problem names; only while it is failing. dashboard_url: may have {placeholders}.
    """

    name: ClassVar[str] = "teams"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    url: Callable[[], str] = field(repr=False)
    owners: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    dashboard_url: str | None = None
    seconds_between: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a dashboard_url that cannot work."""
        check_dashboard_url(self.dashboard_url)

    def render(self, message: Message) -> Payload:
        """Return the card with as much detail as fits into 20 KiB of UTF-8.

        Raises ValueError when even the least does not fit.
        """
        content = describe(message, self.dashboard_url)
        people = mentions_of(content, self.owners)
        for most in DETAILS:
            detail = most._replace(full=min(most.full, content.full_count))
            body = wrapped(card_of(content, people, detail))
            if len(body) <= PAYLOAD_BYTES:
                return Payload(title=content.title, body=body, content_type="application/json")
        text = f"the shortest card has {len(body):,} bytes, Teams takes {PAYLOAD_BYTES:,}"
        raise ValueError(text)

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post the card to the flow."""
        del message, recipient
        return Post(
            url=self.url(),
            body=payload.body,
            headers=HEADERS,
            judge=judge_teams,
            kept_headers=KEPT_HEADERS,
        ).send()


def mentions_of(content: Content, owners: Mapping[str, tuple[Mention, ...]]) -> list[Mention]:
    """Return the people who look after what is failing."""
    names = [
        problem.notification.owner
        for problem in content.problems
        if problem.notification.is_firing and problem.notification.owner
    ]
    return [person for name in dict.fromkeys(names) for person in owners.get(name, ())]


def wrapped(card: dict[str, Any]) -> bytes:
    """Return the card in the envelope a flow reads: it goes through `attachments`."""
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    payload = {"type": "message", "attachments": [attachment]}
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
