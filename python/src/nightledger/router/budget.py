"""Step 4: as many messages as a receiver bears; above that groups merge, nothing is dropped."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nightledger.router.groups import Group, group_key
from nightledger.router.identity import message_id
from nightledger.router.ordering import weight, worst_first, worst_reason
from nightledger.router.plan import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nightledger.router.desk import Desk

MERGED = "merged"
"""Label of a message that stands for several groups."""


def send_within_budget(desk: Desk, receiver: str, groups: Sequence[Group]) -> None:
    """Send the worst groups by themselves and the rest in one message per environment."""
    ranked = sorted(groups, key=_rank)
    budget = desk.budget(receiver)
    if budget is None or len(ranked) <= budget:
        single, rest = ranked, []
    else:
        alone = _alone(desk, receiver, ranked, budget)
        single, rest = ranked[:alone], ranked[alone:]
    for group in single:
        _send(desk, receiver, group)
    for group in _merged(rest):
        if desk.budget(receiver) == 0 or not _is_open(desk, receiver, group):
            _hold(desk, receiver, group)
        else:
            _send(desk, receiver, group)


def _alone(desk: Desk, receiver: str, ranked: Sequence[Group], budget: int) -> int:
    """Give how many groups go by themselves, so that the merged rest has room too."""
    for alone in range(budget, -1, -1):
        rest = [one for one in _merged(ranked[alone:]) if _is_open(desk, receiver, one)]
        if alone + len(rest) <= budget:
            return alone
    return 0


def _merged(groups: Sequence[Group]) -> list[Group]:
    """Give one group per environment that holds all of its groups."""
    by_environment: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        by_environment[group.environment].append(group)
    return [_merge(name, by_environment[name]) for name in by_environment]


def _merge(environment: str, groups: Sequence[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    labels = {"environment": environment, MERGED: "yes"}
    return Group(
        key=group_key(labels),
        environment=environment,
        labels=labels,
        interval=max(group.interval for group in groups),
        notifications=[one for group in groups for one in group.notifications],
    )


def _is_open(desk: Desk, receiver: str, group: Group) -> bool:
    return _next_open(desk, receiver, group) <= desk.now


def _next_open(desk: Desk, receiver: str, group: Group) -> datetime:
    """Give when a merged message may follow the last one."""
    key = (receiver, group.key)
    last = desk.groups.get(key)
    free = desk.busy[key] + desk.limits.first_retry if key in desk.busy else desk.now
    return max(free, last + group.interval) if last else free


def _hold(desk: Desk, receiver: str, group: Group) -> None:
    ids = [one.notification_id for one in group.notifications]
    until = max(desk.now + desk.limits.first_retry, _next_open(desk, receiver, group))
    desk.hold(receiver, ids, until, "the rate limit is used up")


def _send(desk: Desk, receiver: str, group: Group) -> None:
    notifications = worst_first(group.notifications)
    ids = [one.notification_id for one in notifications]
    reason = worst_reason(notifications)
    if reason == "opened" and (receiver, group.key) in desk.groups:
        reason = "new_in_group"
    failed = {name for key in ids for name in desk.handed.get((receiver, key), ())}
    desk.send(
        Message(
            message_id=message_id(receiver, ids),
            receiver=receiver,
            recipients=desk.targets[receiver].recipients,
            environment=group.environment,
            group_key=group.key,
            labels=group.labels,
            reason=reason,
            notifications=notifications,
            handed_over_from=tuple(sorted(failed)),
        )
    )


def _rank(group: Group) -> tuple[object, ...]:
    worst = worst_first(group.notifications)[0]
    return (*weight(worst), group.key)
