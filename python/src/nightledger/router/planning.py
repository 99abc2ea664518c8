"""The router as one function: what a tick finds in, what it does out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nightledger.router.budget import send_within_budget
from nightledger.router.deliveries import settle_open
from nightledger.router.desk import Desk
from nightledger.router.groups import sendable_groups
from nightledger.router.handover import hand_over, heir
from nightledger.router.plan import Plan
from nightledger.router.routing import route_new

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.router.inbox import Inbox
    from nightledger.router.limits import Limits, Target
    from nightledger.router.routes import RouteTree


def plan(inbox: Inbox, routes: RouteTree, limits: Limits, targets: Mapping[str, Target]) -> Plan:
    """Decide what to send now, what not and why, and what to look at again when.

    Pure: the same arguments give the same plan, with the same ids. targets: every receiver of
    alerts.yml by name. The decisions and a claim of each message are to be written down before
    anything is sent. Every notification that still waits for a receiver is afterwards in a
    message, in a decision or held, for that receiver or the one that takes over.
    """
    desk = _lay_out(inbox, routes, limits, targets)
    route_new(desk)
    settle_open(desk)
    _hand_over_hopeless(desk)
    for receiver in sorted(desk.waiting):
        _serve(desk, receiver)
    return Plan(
        messages=tuple(desk.messages), decisions=tuple(desk.decisions), held=tuple(desk.held)
    )


def _lay_out(
    inbox: Inbox, routes: RouteTree, limits: Limits, targets: Mapping[str, Target]
) -> Desk:
    ordered = sorted(inbox.notifications, key=lambda one: one.notification_id)
    return Desk(
        inbox=inbox,
        tree=routes,
        limits=limits,
        targets=targets,
        by_id={one.notification_id: one for one in ordered},
        receivers={one.receiver: one for one in inbox.receivers},
        groups={(one.receiver, one.group_key): one.last_sent_at for one in inbox.groups},
        assigned=defaultdict(set),
        waiting=defaultdict(dict),
    )


def _hand_over_hopeless(desk: Desk) -> None:
    """Hand over what waits for a receiver that is gone, or asked to be left alone for too long."""
    for receiver in sorted(desk.waiting):
        waiting = tuple(desk.waiting[receiver].values())
        blocked = desk.blocked_until(receiver)
        if receiver not in desk.targets:
            hand_over(desk, receiver, waiting, "it is no longer in alerts.yml")
        elif blocked is not None and blocked > desk.now + desk.limits.retry_for:
            waiting = tuple(one for one in waiting if heir(desk, receiver, one) is not None)
            hand_over(desk, receiver, waiting, f"it wants nothing before {blocked.isoformat()}")
        else:
            continue
        for one in waiting:
            del desk.waiting[receiver][one.notification_id]


def _serve(desk: Desk, receiver: str) -> None:
    """Send, hold or suppress what waits for one receiver."""
    waiting = desk.waiting[receiver]
    if not waiting:
        return
    blocked = desk.blocked_until(receiver)
    if blocked is not None:
        desk.hold(receiver, waiting, blocked, "the receiver asked to be left alone until then")
        return
    groups = sendable_groups(desk, receiver, waiting.values())
    send_within_budget(desk, receiver, groups)
