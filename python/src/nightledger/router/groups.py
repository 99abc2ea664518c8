"""Step 3: what waits for a receiver, in groups that may be sent now."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.router.matching import route_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta

    from nightledger.router.desk import Desk
    from nightledger.router.inbox import Notification
    from nightledger.router.routes import Route
    from nightledger.router.times import TimeInterval

LABELS: dict[str, Callable[[Notification], str]] = {
    "run": lambda one: one.run_id or "",
    "asset": lambda one: one.asset_name or one.subject_name,
    "owner": lambda one: one.owner or "",
    "severity": lambda one: one.severity,
    "kind": lambda one: one.kind,
    "tags": lambda one: ", ".join(sorted(one.tags)),
    "problem": lambda one: one.fingerprint,
}
"""What a route can group by."""


@dataclass(slots=True, kw_only=True)
class Group:
    """Notifications that belong into one message to one receiver.

    interval: the longest of the routes they came by.
    """

    key: str
    environment: str
    labels: dict[str, str]
    interval: timedelta
    notifications: list[Notification] = field(default_factory=list)


def sendable_groups(desk: Desk, receiver: str, waiting: Iterable[Notification]) -> list[Group]:
    """Give the groups that may go now; the rest is suppressed or held, and written down so."""
    wanted = _without_repeats(desk, receiver, waiting)
    active = _active(desk, receiver, wanted)
    return [group for group in _grouped(active) if _may_go(desk, receiver, group)]


def group_key(labels: dict[str, str]) -> str:
    """Give the text that names a group in the ledger: its labels as JSON, in a fixed order."""
    return json.dumps(labels, sort_keys=True, ensure_ascii=False)


def labels_of(key: str) -> dict[str, str]:
    """Give the labels a group's key was made of; none for a key of other making."""
    try:
        labels = json.loads(key)
    except ValueError:
        return {}
    return labels if isinstance(labels, dict) else {}


def _without_repeats(
    desk: Desk, receiver: str, waiting: Iterable[Notification]
) -> list[tuple[Notification, Route]]:
    """Give what the receiver has not heard lately."""
    told = {
        one.fingerprint: one.last_sent_at for one in desk.inbox.problems if one.receiver == receiver
    }
    wanted, known = [], defaultdict(list)
    for notification in waiting:
        route = route_to(desk.tree, notification, receiver)
        last = told.get(notification.fingerprint)
        if notification.reason == "repeated" and last and last + route.repeat_interval > desk.now:
            known[route.repeat_interval].append(notification)
        else:
            wanted.append((notification, route))
    for interval in sorted(known):
        cause = f"{receiver} heard of it less than the repeat_interval of {interval} ago"
        desk.decide("suppressed", known[interval], receiver=receiver, cause=cause)
    return wanted


def _active(
    desk: Desk, receiver: str, wanted: Iterable[tuple[Notification, Route]]
) -> list[tuple[Notification, Route]]:
    """Give what goes by a route that is active now, and hold the rest until its route is."""
    active, later = [], defaultdict(list)
    starts: dict[tuple[TimeInterval, ...], datetime] = {}
    for notification, route in wanted:
        if route.active not in starts:
            starts[route.active] = _next_active(route, desk.now)
        start = starts[route.active]
        if start <= desk.now:
            active.append((notification, route))
        else:
            later[start].append(notification.notification_id)
    for start in sorted(later):
        desk.hold(receiver, later[start], start, "its route is not active before")
    return active


def _next_active(route: Route, now: datetime) -> datetime:
    return min((interval.next_start(now) for interval in route.active), default=now)


def _grouped(active: Iterable[tuple[Notification, Route]]) -> list[Group]:
    groups: dict[str, Group] = {}
    for notification, route in active:
        labels = {name: LABELS[name](notification) for name in route.group_by}
        labels["environment"] = notification.environment
        key = group_key(labels)
        group = groups.setdefault(
            key,
            Group(
                key=key,
                environment=notification.environment,
                labels=labels,
                interval=route.group_interval,
            ),
        )
        group.interval = max(group.interval, route.group_interval)
        group.notifications.append(notification)
    return list(groups.values())


def _may_go(desk: Desk, receiver: str, group: Group) -> bool:
    ids = [one.notification_id for one in group.notifications]
    busy = desk.busy.get((receiver, group.key))
    if busy is not None:
        desk.hold(receiver, ids, busy, "an earlier message of the group is not over")
        return False
    last = desk.groups.get((receiver, group.key))
    if last is not None and last + group.interval > desk.now:
        desk.hold(receiver, ids, last + group.interval, "the group was sent lately")
        return False
    return True
