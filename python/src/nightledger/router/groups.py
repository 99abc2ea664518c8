"""News for one endpoint in groups, each of them one message; what is late goes together."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.router.limits import LATE_BY
from nightledger.router.ordering import weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from nightledger.router.desk import Desk, News
    from nightledger.router.problem import Problem
    from nightledger.router.told import Endpoint, Health

LABELS: dict[str, Callable[[Problem], str]] = {
    "run": lambda one: one.pipeline_run_id,
    "asset": lambda one: one.asset_name or one.subject,
    "owner": lambda one: one.owner or "",
    "severity": lambda one: one.severity,
    "kind": lambda one: one.kind,
    "tags": lambda one: ", ".join(sorted(one.tags)),
    "problem": lambda one: one.fingerprint,
}
"""What a route can group by."""

CATCH_UP = "catch-up"
MERGED = "merged"
PATIENT = frozenset({"opened", "flapping", "settled", "over", "resolved"})
"""News that waits for the interval of its group, unless it is critical."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """News that belongs into one message, the worst first."""

    environment: str
    labels: Mapping[str, str]
    news: list[News] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the text that names the group in the ledger: its labels in a fixed order."""
        return json.dumps(dict(self.labels), sort_keys=True, ensure_ascii=False)

    @property
    def place(self) -> tuple[object, ...]:
        """Return the place among other groups: that of its worst news."""
        return weight(self.news[0])


def grouped(desk: Desk, endpoint: Endpoint, news: Iterable[News]) -> list[Group]:
    """Return all news in groups, by the routes it came by or by what became of it."""
    health, groups = desk.health(endpoint), dict[str, Group]()
    is_keyed = desk.rules.receivers[endpoint.receiver].is_keyed
    for one in sorted(news, key=weight):
        problem = one.line.problem
        labels = {"environment": problem.environment}
        if one.goes_alone:
            labels["problem"] = problem.fingerprint
        elif not is_keyed and _is_late(one, health, desk.now):
            labels[CATCH_UP] = "yes"
        else:
            labels |= {name: LABELS[name](problem) for name in one.route.group_by}
        group = Group(environment=problem.environment, labels=labels)
        groups.setdefault(group.key, group).news.append(one)
    return list(groups.values())


def _is_late(news: News, health: Health, now: datetime) -> bool:
    """Return whether it belongs into the one message that brings the receiver up to date.

    After a refusal it does not: the messages have to differ for one of them to be taken.
    """
    if health.is_refusing:
        return False
    return health.failures > 0 or now - news.since > news.route.group_interval + LATE_BY


def ready(desk: Desk, endpoint: Endpoint, groups: Iterable[Group]) -> Iterator[Group]:
    """Return the groups that may go; where one goes all of its news goes along."""
    told = desk.health(endpoint).groups
    for group in groups:
        waits = [until for one in group.news if (until := _waits(one, told.get(group.key)))]
        if len([until for until in waits if until > desk.now]) < len(group.news):
            yield group
            continue
        for one, until in zip(group.news, waits, strict=True):
            desk.hold(endpoint, one.line.problem, until, "its group was told lately")


def _waits(news: News, last: datetime | None) -> datetime | None:
    """Return until when news waits for its group; None when it does not wait."""
    if last is None or news.is_due or news.line.word not in PATIENT:
        return None
    if news.line.problem.severity == "critical":
        return None
    return last + news.route.group_interval


def merged(groups: Iterable[Group]) -> list[Group]:
    """Return one group for each environment that holds all of its groups."""
    whole: dict[str, Group] = {}
    for group in groups:
        labels = {"environment": group.environment, MERGED: "yes"}
        one = Group(environment=group.environment, labels=labels)
        whole.setdefault(group.environment, one).news.extend(group.news)
    return list(whole.values())
