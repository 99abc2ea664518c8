"""What comes first in a message, and among messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.words import REASONS, SEVERITIES, URGENCIES, rank

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nightledger.router.inbox import Notification


def worst_first(notifications: Iterable[Notification]) -> tuple[Notification, ...]:
    """Give firing before resolved, pages before tickets, critical before warn, old before new."""
    return tuple(sorted(notifications, key=weight))


def latest_per_problem(notifications: Iterable[Notification]) -> tuple[Notification, ...]:
    """Give the last thing to say about each problem, in the order the problems come in.

    Of what is due at the same moment, the end of the later episode is the last.
    """
    latest: dict[str, Notification] = {}
    for one in notifications:
        known = latest.get(one.fingerprint, one)
        latest[one.fingerprint] = max(known, one, key=_lateness)
    return tuple(latest.values())


def _lateness(one: Notification) -> tuple[datetime, datetime, bool, str]:
    return one.due_at, one.opened_at, not one.is_firing, one.notification_id


def worst_reason(notifications: Iterable[Notification]) -> str:
    """Give the reason of a message.

    A problem that is over by now counts as what it is now; one that fires counts as the worst
    that is said about it.
    """
    everything = tuple(notifications)
    over = {one.fingerprint: one for one in latest_per_problem(everything) if not one.is_firing}
    reasons = (over.get(one.fingerprint, one).reason for one in everything)
    return min(reasons, key=lambda reason: rank(REASONS, reason))


def weight(one: Notification) -> tuple[bool, int, int, datetime, str]:
    """Give the place of a notification: smaller is worse."""
    return (
        not one.is_firing,
        rank(URGENCIES, one.urgency),
        rank(SEVERITIES, one.severity),
        one.due_at,
        one.notification_id,
    )
