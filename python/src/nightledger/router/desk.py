"""What one call of `plan` works on: the inbox, sorted, and what is decided so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.router.identity import decision_id
from nightledger.router.plan import Decision, Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from nightledger.router.inbox import Inbox, Notification, ReceiverHistory
    from nightledger.router.limits import Limits, Target
    from nightledger.router.plan import Message
    from nightledger.router.routes import RouteTree


@dataclass(slots=True, kw_only=True)
class Desk:
    """The working state of one plan; lives as long as the call.

    groups: when a receiver was last told about a group. assigned: all receivers of a notification.
    waiting: by receiver and notification, what it has still to hear. busy: groups whose last
    message is not over yet, and until when. handed: who could not take what now waits for another.
    spent: messages in this plan.
    """

    inbox: Inbox
    tree: RouteTree
    limits: Limits
    targets: Mapping[str, Target]
    by_id: dict[str, Notification]
    receivers: dict[str, ReceiverHistory]
    groups: dict[tuple[str, str], datetime]
    assigned: dict[str, set[str]]
    waiting: dict[str, dict[str, Notification]]
    busy: dict[tuple[str, str], datetime] = field(default_factory=dict)
    handed: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    spent: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    messages: list[Message] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The only clock."""
        return self.inbox.now

    def blocked_until(self, receiver: str) -> datetime | None:
        """Give the moment before which a receiver asked to be left alone, if it is to come."""
        history = self.receivers.get(receiver)
        until = history.retry_at if history else None
        return until if until is not None and until > self.now else None

    def budget(self, receiver: str) -> int | None:
        """Give how many more messages may go to a receiver in this plan."""
        history = self.receivers.get(receiver)
        budget = self.targets[receiver].budget(history.sent_last_hour if history else 0)
        return None if budget is None else max(0, budget - self.spent[receiver])

    def send(self, message: Message) -> None:
        """Put a message into the plan, and count it."""
        self.messages.append(message)
        self.spent[message.receiver] += 1

    def hold(self, receiver: str, ids: Iterable[str], until: datetime, why: str) -> None:
        """Let notifications wait for a receiver."""
        self.held.append(
            Held(receiver=receiver, notification_ids=tuple(sorted(ids)), until=until, why=why)
        )

    def decide(
        self,
        event: str,
        notifications: Sequence[Notification],
        *,
        receiver: str | None = None,
        receivers: tuple[str, ...] = (),
        cause: str | None = None,
    ) -> None:
        """Write down a decision that is about no message of its own, one row per environment."""
        for environment in sorted({one.environment for one in notifications}):
            concerned = [one for one in notifications if one.environment == environment]
            ids = tuple(sorted(one.notification_id for one in concerned))
            self.decisions.append(
                Decision(
                    event=event,
                    environment=environment,
                    notification_ids=ids,
                    fingerprints=fingerprints(concerned),
                    receiver=receiver,
                    receivers=receivers,
                    message_id=decision_id(event, receivers or (receiver or "",), ids),
                    cause=cause,
                )
            )


def fingerprints(notifications: Iterable[Notification]) -> tuple[str, ...]:
    """Give the problems concerned, each once, in a fixed order."""
    return tuple(sorted({one.fingerprint for one in notifications}))
