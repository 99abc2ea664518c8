"""Notifications, routes and inboxes for the router's tests, with everything unimportant filled."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from nightledger.router import (
    Inbox,
    Limits,
    Matchers,
    Notification,
    OpenDelivery,
    Plan,
    Route,
    RouteTree,
    Target,
    plan,
)

NOW = datetime(2026, 3, 10, 2, 30, tzinfo=timezone.utc)
LIMITS = Limits()


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def notification(key: str = "n1", **values: Any) -> Notification:  # noqa: ANN401 - any column
    """Give a firing, opened, critical page about a test in production."""
    given: dict[str, Any] = {
        "notification_id": key,
        "fingerprint": f"problem of {key}",
        "reason": "opened",
        "due_at": NOW,
        "environment": "prod",
        "kind": "test",
        "subject_name": "not_null_loans_amount",
        "severity": "critical",
        "urgency": "page",
        "is_firing": True,
        "opened_at": NOW,
        "last_seen_at": NOW,
        "asset_name": "loans",
        "run_id": "run1",
    }
    return Notification(**{**given, **values})


def delivery(*ids: str, **values: Any) -> OpenDelivery:  # noqa: ANN401 - any column
    """Give a first attempt at the team's channel that was to be tried again."""
    given: dict[str, Any] = {
        "message_id": "m1",
        "receiver": "team",
        "recipient": None,
        "environment": "prod",
        "group_key": '{"environment": "prod", "run": "run1"}',
        "reason": "opened",
        "notification_ids": ids,
        "state": "retryable",
        "attempt": 1,
        "unknown_count": 0,
        "first_claimed_at": NOW - minutes(1),
        "last_event_at": NOW - minutes(1),
        "retry_at": None,
    }
    return OpenDelivery(**{**given, **values})


def tree(
    *routes: Route,
    receiver: str = "team",
    fallback: str = "mail",
    **values: Any,  # noqa: ANN401 - any field of Route
) -> RouteTree:
    """Give a tree whose root is the team."""
    return RouteTree(root=Route(receiver=receiver, routes=routes, **values), fallback=fallback)


def route(receiver: str, /, continues: bool = False, **matchers: tuple[str, ...]) -> Route:  # noqa: FBT001, FBT002 - reads as in alerts.yml
    """Give a branch with matchers."""
    return Route(receiver=receiver, continues=continues, matchers=Matchers(**matchers))


TARGETS = {
    "team": Target(),
    "mail": Target(recipients=("a@lender.test",)),
    "pager": Target(is_idempotent=True),
    "slow": Target(seconds_between=1.0, messages_per_hour=100),
}


def decide(inbox: Inbox, routes: RouteTree | None = None, **targets: Target) -> Plan:
    """Plan with the usual receivers, or some replaced."""
    return plan(inbox, routes or tree(), LIMITS, {**TARGETS, **targets})
