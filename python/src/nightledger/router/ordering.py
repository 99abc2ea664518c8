"""What comes first in a message, and among messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nightledger.router.inbox import Notification

SEVERITIES = ("critical", "error", "warn")
URGENCIES = ("page", "ticket")
REASONS = (
    "escalated",
    "opened",
    "flapping",
    "silence_ended",
    "repeated",
    "settled",
    "resolved",
)
"""Worst first; what is not in a list of these comes last in it."""


def worst_first(notifications: Iterable[Notification]) -> tuple[Notification, ...]:
    """Give firing before resolved, pages before tickets, critical before warn, old before new."""
    return tuple(sorted(notifications, key=weight))


def latest_per_problem(notifications: Iterable[Notification]) -> tuple[Notification, ...]:
    """Give the last thing to say about each problem."""
    latest: dict[str, Notification] = {}
    for one in sorted(notifications, key=lambda one: (one.due_at, one.notification_id)):
        latest[one.fingerprint] = one
    return tuple(latest.values())


def worst_reason(notifications: Iterable[Notification]) -> str:
    """Give the reason of a message.

    A problem that is over by now counts as what it is now; one that fires counts as the worst
    that is said about it.
    """
    everything = tuple(notifications)
    over = {one.fingerprint: one for one in latest_per_problem(everything) if not one.is_firing}
    reasons = (over.get(one.fingerprint, one).reason for one in everything)
    return min(reasons, key=lambda reason: _rank(REASONS, reason))


def weight(one: Notification) -> tuple[bool, int, int, datetime, str]:
    """Give the place of a notification: smaller is worse."""
    return (
        not one.is_firing,
        _rank(URGENCIES, one.urgency),
        _rank(SEVERITIES, one.severity),
        one.due_at,
        one.notification_id,
    )


def _rank(order: tuple[str, ...], value: str) -> int:
    return order.index(value) if value in order else len(order)
