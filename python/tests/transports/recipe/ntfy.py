"""A topic of ntfy: plain text over HTTP. Answers 200 once the server has the message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from nightledger.transports.content import describe
from nightledger.transports.http import post
from nightledger.transports.lines import plain_lines
from nightledger.transports.protocol import Payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Outcome

LISTED = 20
VALUE_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ntfy:
    """A topic. url: gives its address, a secret."""

    name: ClassVar[str] = "ntfy"
    is_idempotent: ClassVar[bool] = False
    url: Callable[[], str] = field(repr=False)
    dashboard_url: str | None = None
    seconds_between: float = 1.0

    def render(self, message: Message) -> Payload:
        """Return the title and the facts as lines."""
        content = describe(message, self.dashboard_url)
        full = content.full_count
        lines = [content.title, "", *plain_lines(content, full, LISTED, VALUE_CHARACTERS)]
        return Payload(
            title=content.title,
            body="\n".join(lines).encode(),
            content_type="text/plain",
        )

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post it."""
        del message, recipient
        return post(self.url(), payload.body, {"Content-Type": "text/plain; charset=utf-8"})
