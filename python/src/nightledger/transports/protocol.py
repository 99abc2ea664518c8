"""What every transport is: something that renders a message and sends it to one target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from nightledger.transports.message import Message

Status = Literal["accepted", "retryable", "refused", "permanent", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A rendered message, ready to send and to look at.

    body: what goes over the wire. content_type: as HTTP and mail name it. title: its first line.
    """

    title: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one attempt.

    status: `accepted` (the target took it; Teams does not say more), `retryable` (certainly not
    delivered, may work later), `refused` (this message, never), `permanent` (this target, whatever
    the message) or `unknown` (it may have arrived). response: at most 2 KB, without secrets.
    retry_after: what the target asked for.
    """

    status: Status
    response: str
    code: int | None = None
    retry_after: timedelta | datetime | None = None


class Transport(Protocol):
    """One way to reach one receiver. An instance belongs to one receiver of alerts.yml.

    name: as in alerts.yml's `type`. is_idempotent: the target itself drops a repeat, so an attempt
    with unknown outcome can be made again without a word. capacity: how many problems one message
    carries, None for any number; what it does not carry has to go into another.
    """

    name: ClassVar[str]
    is_idempotent: ClassVar[bool]
    capacity: ClassVar[int | None]

    @property
    def seconds_between(self) -> float:
        """Pause between two messages."""
        ...

    def render(self, message: Message) -> Payload:
        """Return what would be sent. Pure. Any exception means it cannot be shown here."""
        ...

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Send to one target and wait for its answer; the caller owns the deadline.

        Calls `current_attempt().commit()` before the bytes without which the target has no message:
        an attempt whose time is up before that was certainly not delivered. Raises nothing for what
        a target or network can do: that is an Outcome.
        """
        ...
