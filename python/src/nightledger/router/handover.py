"""What happens to notifications a receiver cannot take: the fallback gets them, or nobody can."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nightledger.router.desk import Desk
    from nightledger.router.inbox import Notification, OpenDelivery
    from nightledger.router.plan import Decision

RECEIVER_KIND = "receiver"
"""A problem of this kind says that a receiver fails; its asset is the receiver's name."""


def hand_over(
    desk: Desk,
    receiver: str,
    notifications: Sequence[Notification],
    cause: str,
    delivery: OpenDelivery | None = None,
) -> None:
    """Give notifications to whoever comes after a receiver, and write down that and why."""
    by_heir: defaultdict[str, list[Notification]] = defaultdict(list)
    stranded: list[Notification] = []
    for notification in notifications:
        name = heir(desk, receiver, notification)
        (stranded if name is None else by_heir[name]).append(notification)
    given = [notification for name in sorted(by_heir) for notification in by_heir[name]]
    takes_over = f"{', '.join(sorted(by_heir))} takes over"
    _write(desk, "handed_over", receiver, given, f"{receiver}: {cause}; {takes_over}", delivery)
    nobody = f"{receiver}: {cause}; no other receiver is left"
    _write(desk, "quarantined", receiver, stranded, nobody, delivery)
    for name in sorted(by_heir):
        _receive(desk, name, receiver, by_heir[name])


def _write(  # noqa: PLR0913, PLR0917 - the columns of a row
    desk: Desk,
    event: str,
    receiver: str,
    notifications: Sequence[Notification],
    cause: str,
    delivery: OpenDelivery | None,
) -> None:
    """Write a decision down, about the delivery it ends where there is one."""
    first = len(desk.decisions)
    desk.decide(event, notifications, receiver=receiver, cause=cause)
    if delivery is not None:
        desk.decisions[first:] = [_about(one, delivery) for one in desk.decisions[first:]]


def heir(desk: Desk, receiver: str, notification: Notification) -> str | None:
    """Give the receiver that comes after another for a notification; None when nobody is left."""
    fallback = desk.tree.fallback
    about = failing_receiver(notification)
    if fallback in desk.targets and fallback not in {receiver, about}:
        return fallback
    if about is None or about == receiver:
        return None
    tried = desk.assigned[notification.notification_id]
    return next((name for name in desk.targets if name not in {about, receiver, *tried}), None)


def failing_receiver(notification: Notification) -> str | None:
    """Give the receiver that a notification says is failing, which must not be asked to tell."""
    return notification.asset_name if notification.kind == RECEIVER_KIND else None


def _receive(desk: Desk, name: str, receiver: str, given: Sequence[Notification]) -> None:
    fresh = []
    for notification in given:
        key = notification.notification_id
        desk.handed[name, key].add(receiver)
        if name not in desk.assigned[key]:
            desk.assigned[key].add(name)
            desk.waiting[name][key] = notification
            fresh.append(notification)
    if fresh:
        desk.decide("routed", fresh, receivers=(name,))


def _about(decision: Decision, delivery: OpenDelivery) -> Decision:
    return replace(
        decision,
        message_id=delivery.message_id,
        recipient=delivery.recipient,
        attempt=delivery.attempt,
        reason=delivery.reason,
    )
