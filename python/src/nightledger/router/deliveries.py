"""Step 2: messages that were begun and are not over: in flight, again, later, or handed over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.router.groups import labels_of
from nightledger.router.handover import hand_over
from nightledger.router.ordering import worst_first
from nightledger.router.plan import Decision, Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nightledger.router.desk import Desk
    from nightledger.router.inbox import Notification, OpenDelivery

UNKNOWN_TWICE = 2
"""A second attempt without an answer is not followed by a third: each may have arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """An attempt that is due."""

    delivery: OpenDelivery
    notifications: tuple[Notification, ...]
    possible_repeat: bool


def settle_open(desk: Desk) -> None:
    """Decide for each open delivery; what it is about waits for nothing else at this receiver."""
    for delivery in desk.inbox.open_deliveries:
        for key in delivery.notification_ids:
            desk.waiting[delivery.receiver].pop(key, None)
    retries: defaultdict[tuple[str, str, int, bool], list[Retry]] = defaultdict(list)
    for delivery in sorted(desk.inbox.open_deliveries, key=_oldest_first):
        retry = _settle(desk, delivery)
        if retry is not None:
            same = (delivery.receiver, delivery.message_id, delivery.attempt, retry.possible_repeat)
            retries[same].append(retry)
    for attempts in retries.values():
        _send_again(desk, attempts)


def _settle(desk: Desk, delivery: OpenDelivery) -> Retry | None:
    """Give the attempt to make now, or write down what else becomes of the delivery."""
    expires = delivery.last_event_at + desk.limits.lease
    if delivery.state == "claimed" and desk.now < expires:
        _wait(desk, delivery, expires, "an attempt is in flight")
        return None
    known = [desk.by_id[key] for key in delivery.notification_ids if key in desk.by_id]
    if not known:
        desk.decisions.append(_suppressed(delivery))
        return None
    cause = _why_over(desk, delivery)
    if cause is not None:
        hand_over(desk, delivery.receiver, known, cause, delivery)
        return None
    due = _due(desk, delivery)
    if due > desk.now:
        _wait(desk, delivery, due, "it is tried again then")
        return None
    return Retry(
        delivery=delivery,
        notifications=worst_first(known),
        possible_repeat=delivery.state in {"claimed", "unknown"} or delivery.unknown_count > 0,
    )


def _why_over(desk: Desk, delivery: OpenDelivery) -> str | None:
    """Give why the receiver is not asked again, in words; None when it is."""
    limits = desk.limits
    target = desk.targets.get(delivery.receiver)
    until = delivery.first_claimed_at + limits.retry_for
    if target is None:
        return "it is no longer in alerts.yml"
    if delivery.state == "permanent":
        return f"attempt {delivery.attempt} was refused for good"
    if delivery.attempt >= limits.max_attempts:
        return f"{delivery.attempt} attempts came to nothing"
    if _due(desk, delivery) > until:
        return f"the time for its attempts, {limits.retry_for}, is over before the next"
    if _is_unknown_again(delivery) and not target.is_idempotent:
        return f"{delivery.unknown_count} attempts were not answered, each may have arrived"
    return None


def _due(desk: Desk, delivery: OpenDelivery) -> datetime:
    blocked = desk.blocked_until(delivery.receiver)
    return max(desk.now, delivery.retry_at or desk.now, blocked or desk.now)


def _is_unknown_again(delivery: OpenDelivery) -> bool:
    return delivery.state == "unknown" and delivery.unknown_count >= UNKNOWN_TWICE


def _wait(desk: Desk, delivery: OpenDelivery, until: datetime, why: str) -> None:
    group = (delivery.receiver, delivery.group_key)
    desk.busy[group] = max(until, desk.busy.get(group, until))
    desk.hold(delivery.receiver, delivery.notification_ids, until, why)


def _send_again(desk: Desk, retries: Sequence[Retry]) -> None:
    first, delivery = retries[0], retries[0].delivery
    group = (delivery.receiver, delivery.group_key)
    desk.busy[group] = max(desk.now, desk.busy.get(group, desk.now))
    if desk.budget(delivery.receiver) == 0:
        until = desk.now + desk.limits.first_retry
        desk.hold(delivery.receiver, delivery.notification_ids, until, "the rate limit is used up")
        return
    desk.send(
        Message(
            message_id=delivery.message_id,
            receiver=delivery.receiver,
            recipients=tuple(one.delivery.recipient for one in retries if one.delivery.recipient),
            environment=delivery.environment,
            group_key=delivery.group_key,
            labels=labels_of(delivery.group_key),
            reason=delivery.reason,
            notifications=first.notifications,
            attempt=delivery.attempt + 1,
            possible_repeat=first.possible_repeat,
        )
    )


def _suppressed(delivery: OpenDelivery) -> Decision:
    return Decision(
        event="suppressed",
        environment=delivery.environment,
        notification_ids=delivery.notification_ids,
        fingerprints=(),
        receiver=delivery.receiver,
        message_id=delivery.message_id,
        recipient=delivery.recipient,
        attempt=delivery.attempt,
        reason=delivery.reason,
        cause="nothing in it is pending any more: silenced or inhibited since the first attempt",
    )


def _oldest_first(delivery: OpenDelivery) -> tuple[datetime, str, str]:
    return delivery.first_claimed_at, delivery.message_id, delivery.recipient or ""
