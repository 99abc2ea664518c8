"""What the router decides: messages to send now, decisions to write down, when to look again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.router.inbox import Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message for one receiver: the problems of a group.

    message_id: the same for every attempt and recipient. reason: the reason of the whole, also
    `new_in_group`. recipients: mail addresses still to be asked; empty for a receiver that is one
    target. notifications: worst first; several about one problem are all here, the latest counts.
    labels: the values the group is made of. possible_repeat: an earlier attempt may have arrived.
    handed_over_from: receivers that could not take it.
    """

    message_id: str
    receiver: str
    recipients: tuple[str, ...] = ()
    environment: str
    group_key: str
    labels: dict[str, str] = field(default_factory=dict)
    reason: str
    notifications: tuple[Notification, ...]
    attempt: int = 1
    possible_repeat: bool = False
    handed_over_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A row for `alert_deliveries` that sends nothing.

    event: routed (with `receivers`), suppressed, handed_over or quarantined (with `cause`).
    """

    event: str
    environment: str
    notification_ids: tuple[str, ...]
    fingerprints: tuple[str, ...]
    receiver: str | None = None
    receivers: tuple[str, ...] = ()
    message_id: str | None = None
    recipient: str | None = None
    attempt: int | None = None
    reason: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Notifications that wait for this receiver, and until when. why: in words."""

    receiver: str
    notification_ids: tuple[str, ...]
    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do in this tick."""

    messages: tuple[Message, ...] = ()
    decisions: tuple[Decision, ...] = ()
    held: tuple[Held, ...] = ()
