"""Step 1: who hears of each notification, decided once and written down."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nightledger.router.handover import failing_receiver
from nightledger.router.matching import matching_routes

if TYPE_CHECKING:
    from nightledger.router.desk import Desk
    from nightledger.router.inbox import Notification


def route_new(desk: Desk) -> None:
    """Route what no tick has routed, and line up everything for the receivers it waits for."""
    fresh: defaultdict[tuple[str, ...], list[Notification]] = defaultdict(list)
    for notification in desk.by_id.values():
        receivers = notification.receivers
        if not receivers:
            receivers = _choose(desk, notification)
            fresh[receivers].append(notification)
        desk.assigned[notification.notification_id].update(receivers)
        for receiver in receivers:
            if receiver not in notification.settled_receivers:
                desk.waiting[receiver][notification.notification_id] = notification
    for receivers in sorted(fresh):
        desk.decide("routed", fresh[receivers], receivers=receivers)


def _choose(desk: Desk, notification: Notification) -> tuple[str, ...]:
    names = (route.receiver for route in matching_routes(desk.tree, notification))
    about = failing_receiver(notification)
    chosen = tuple(name for name in dict.fromkeys(names) if name != about)
    return chosen or (_another(desk, about),)


def _another(desk: Desk, about: str | None) -> str:
    """Give the fallback, or any other, or the failing receiver when there is only this one."""
    names = (desk.tree.fallback, *desk.targets)
    return next((name for name in names if name != about), desk.tree.fallback)
