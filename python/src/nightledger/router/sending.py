"""As many messages as an endpoint bears; above that groups merge, and nothing is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from nightledger.router.groups import grouped, merged, ready
from nightledger.router.limits import KEPT_FOR_MERGED, MERGE_EVERY
from nightledger.router.plan import Planned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nightledger.router.desk import Desk, News
    from nightledger.router.groups import Group
    from nightledger.router.told import Endpoint

HOUR = timedelta(hours=1)


@dataclass(slots=True, kw_only=True)
class MessageBudget:
    """How many messages may still go; None for any number. alone: of them, about one group."""

    messages: int | None = None
    alone: int | None = None

    def lower(self, messages: int, alone: int | None = None) -> None:
        """Allow no more than this."""
        self.messages = messages if self.messages is None else min(self.messages, messages)
        alone = messages if alone is None else alone
        self.alone = alone if self.alone is None else min(self.alone, alone)

    def take(self) -> bool:
        """Spend one message; tell whether there was one."""
        if self.messages is None:
            return True
        self.messages -= 1
        return self.messages >= 0


def send(desk: Desk, endpoint: Endpoint, news: Sequence[News]) -> None:
    """Turn news for an endpoint into messages; hold what it cannot bear now."""
    groups = sorted(ready(desk, endpoint, grouped(desk, endpoint, news)), key=lambda one: one.place)
    health = desk.health(endpoint)
    if health.is_refusing:
        groups.sort(key=lambda one: (min(each.tried_at for each in one.news), one.place))
    budget = budget_of(desk, endpoint)
    is_keyed = desk.rules.receivers[endpoint.receiver].is_keyed
    if not is_keyed and not health.failures:
        groups = _fitting(desk, endpoint, groups, budget)
    sequence = health.sequence
    for group, part in _parts(desk, endpoint, groups):
        if not budget.take():
            _hold(desk, endpoint, part)
            continue
        sequence += 1
        desk.messages.append(
            Planned(
                endpoint=endpoint,
                sequence=sequence,
                as_of=desk.state.as_of,
                environment=group.environment,
                group_key=group.key,
                labels=group.labels,
                lines=tuple(one.line for one in part),
            )
        )


def budget_of(desk: Desk, endpoint: Endpoint) -> MessageBudget:
    """Return what an endpoint bears in this tick: one probe while it fails."""
    health, target = desk.health(endpoint), desk.rules.receivers[endpoint.receiver]
    budget = MessageBudget()
    if health.failures:
        budget.lower(1)
    if target.messages_per_hour is not None:
        sent = sum(at > desk.now - HOUR for at in health.claims)
        left = max(0, target.messages_per_hour - sent)
        budget.lower(left, max(0, left - KEPT_FOR_MERGED))
    if target.messages_per_tick is not None:
        budget.lower(target.messages_per_tick)
    return budget


def _fitting(
    desk: Desk, endpoint: Endpoint, groups: list[Group], budget: MessageBudget
) -> list[Group]:
    """Return the worst groups as they are and the rest merged, one for each environment."""
    if budget.messages is None or budget.alone is None or len(groups) <= budget.alone:
        return groups
    alone = next(
        count
        for count in range(budget.alone, -1, -1)
        if count == 0 or count + len(merged(groups[count:])) <= budget.messages
    )
    return [*groups[:alone], *_affordable(desk, endpoint, merged(groups[alone:]))]


def _affordable(desk: Desk, endpoint: Endpoint, groups: list[Group]) -> list[Group]:
    """Return merged groups that may follow the last one already; hold the others."""
    told, may_go = desk.health(endpoint).groups, []
    for group in groups:
        last = told.get(group.key)
        worst = group.news[0].line.problem.severity
        if last is None or desk.now >= last + MERGE_EVERY or worst == "critical":
            may_go.append(group)
            continue
        for one in group.news:
            why = "the rate limit: merged with more"
            desk.hold(endpoint, one.line.problem, last + MERGE_EVERY, why)
    return may_go


def _parts(desk: Desk, endpoint: Endpoint, groups: list[Group]) -> list[tuple[Group, list[News]]]:
    """Return the groups in parts that one message can carry."""
    capacity = desk.rules.receivers[endpoint.receiver].capacity
    return [
        (group, group.news[start : start + (capacity or len(group.news))])
        for group in groups
        for start in range(0, len(group.news), capacity or len(group.news))
    ]


def _hold(desk: Desk, endpoint: Endpoint, news: Sequence[News]) -> None:
    is_failing = desk.health(endpoint).failures > 0
    why = "one probe at a time" if is_failing else "the rate limit is used up"
    until = desk.now + desk.rules.limits.first_pause
    for one in news:
        desk.hold(endpoint, one.line.problem, until, why)
