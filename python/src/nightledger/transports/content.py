"""What a message says, whatever the medium: every transport renders this."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from nightledger.errors import ConfigError
from nightledger.transports.headline import headline, title_of
from nightledger.transports.particulars import COUNTED, Fact, facts_of, failing_count
from nightledger.transports.plain import clean, counted, in_utc, web_url
from nightledger.transports.sample import Grid, grid_of
from nightledger.transports.summary import notes_of, summary_of
from nightledger.words import SEVERITIES, rank

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.transports.message import Message, Notification

PLACEHOLDERS = ("environment", "asset_name", "fingerprint", "owner", "severity", "run_id")
# no medium shows more; the rest is only counted, which keeps a storm of thousands cheap
SHOWN = 120
MOST_FULL = 3
MARKS = {"critical": "🚨", "error": "🔴", "warn": "🟠", "info": "🔵"}
GOOD_MARK, OTHER_MARK = "🟢", "🔴"


class Link(NamedTuple):
    """A button or link."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProblem:
    """One problem as a message shows it; the rows of grid look best in monospace."""

    notification: Notification
    headline: str
    line: str
    grid: Grid | None
    links: tuple[Link, ...]
    is_alone: bool = False

    @property
    def mark(self) -> str:
        """A sign for how bad it is: what can wake somebody has one of its own."""
        return mark_of(self.notification.severity, is_firing=self.notification.is_firing)

    def facts(self, limit: int) -> tuple[Fact, ...]:
        """Return what headline and summary leave to say, each value cut at `limit` characters."""
        return facts_of(self.notification, limit, is_alone=self.is_alone)

    def all_facts(self, limit: int) -> tuple[Fact, ...]:
        """Return the facts for a medium without a summary."""
        return facts_of(self.notification, limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A message in plain words: nothing in it is escaped yet.

    notes: what to know about the message itself. happened: "Since" when something fails, or
    "Good since" when all of it is over, in UTC. problems: each once, worst first, at most 120 of
    the `count` there are. links: those of the message as a whole; a problem keeps the ones that
    are only its own.
    """

    title: str
    summary: str
    notes: tuple[str, ...]
    severity: str
    is_firing: bool
    happened: tuple[str, datetime]
    problems: tuple[ShownProblem, ...]
    count: int
    links: tuple[Link, ...]

    @property
    def mark(self) -> str:
        """The sign of the worst of its problems."""
        return mark_of(self.severity, is_firing=self.is_firing)

    @property
    def full_count(self) -> int:
        """How many problems deserve all their facts: the worst, and few. The others are a line."""
        if self.count == 1:
            return 1
        firing = [each.notification for each in self.problems if each.notification.is_firing]
        critical = sum(each.severity == "critical" for each in firing)
        return min(MOST_FULL, max(critical, 1)) if firing else 0


def describe(message: Message, dashboard_url: str | None = None) -> Content:
    """Return what to say about a message."""
    found = latest(message)
    if not found:
        text = f"message {clean(message.message_id, 80)} has no notifications"
        raise ValueError(text)
    firing = [problem for problem in found if problem.is_firing]
    links = [links_of(problem, dashboard_url) for problem in found[:SHOWN]]
    shared = shared_links(links)
    return Content(
        title=title_of(message, found),
        summary=summary_of(found),
        notes=notes_of(message),
        severity=min(
            (problem.severity for problem in firing or found), key=partial(rank, SEVERITIES)
        ),
        is_firing=bool(firing),
        happened=happened(found),
        problems=tuple(
            problem_of(
                problem,
                tuple(link for link in own if link not in shared),
                is_alone=len(found) == 1,
            )
            for problem, own in zip(found[:SHOWN], links, strict=True)
        ),
        count=len(found),
        links=shared,
    )


def happened(problems: tuple[Notification, ...]) -> tuple[str, datetime]:
    """Return the moment that the summary names, and whether it began or ended there."""
    firing = [problem.opened_at for problem in problems if problem.is_firing]
    if firing:
        return "Since", in_utc(min(firing, key=in_utc))
    return "Good since", max(in_utc(problem.resolved_at or problem.due_at) for problem in problems)


def mark_of(severity: str, *, is_firing: bool) -> str:
    """Return the sign of a severity, or of good news."""
    return MARKS.get(severity, OTHER_MARK) if is_firing else GOOD_MARK


def latest(message: Message) -> tuple[Notification, ...]:
    """Return the problems in the order they are shown: the worst first, what is over last."""
    return tuple(
        sorted(
            message.notifications,
            key=lambda item: (not item.is_firing, rank(SEVERITIES, item.severity)),
        )
    )


def problem_of(
    notification: Notification, links: tuple[Link, ...], *, is_alone: bool
) -> ShownProblem:
    """Return a problem as shown."""
    return ShownProblem(
        notification=notification,
        headline=marked_headline(notification),
        line=line_of(notification),
        grid=grid_of(notification.sample) if notification.is_firing else None,
        links=links,
        is_alone=is_alone,
    )


def marked_headline(notification: Notification) -> str:
    """Return the headline of one problem of several, marked if it may have been told already."""
    repeat = " (possible repeat)" if notification.possible_repeat else ""
    return headline(notification) + repeat


def line_of(notification: Notification) -> str:
    """Return a problem in one line: the headline, how many rows, whose it is."""
    parts = [marked_headline(notification)]
    if notification.failure_count and failing_count(notification):
        parts.append(counted(notification.failure_count, COUNTED[notification.kind][1]))
    if notification.is_firing and notification.offending_values:
        parts.append(clean(notification.offending_values, 60))
    if not notification.is_firing and notification.fixed_by:
        parts.append(f"fixed by: {clean(notification.fixed_by[0], 80)}")
    if notification.owner:
        parts.append(clean(notification.owner, 60))
    return " · ".join(parts)


def links_of(problem: Notification, dashboard_url: str | None) -> tuple[Link, ...]:
    """Return the links of a problem: run, dbt artifacts, dashboard, runbook."""
    links = (
        ("Open the run", problem.run_url),
        ("dbt artifacts", problem.artifacts_url),
        ("Dashboard", filled(dashboard_url, problem)),
        ("Runbook", problem.runbook_url),
    )
    safe = ((title, web_url(url)) for title, url in links)
    return tuple(Link(title, url) for title, url in safe if url)


def shared_links(links: list[tuple[Link, ...]]) -> tuple[Link, ...]:
    """Return the links all problems have in common; failing those, the first problem's run."""
    sets = [set(own) for own in links[1:]]
    shared = tuple(link for link in links[0] if all(link in own for own in sets))
    return shared or links[0][:1]


def filled(template: str | None, problem: Notification) -> str | None:
    """Give the dashboard's address for this problem; None where the problem lacks what it names."""
    address = template
    for name in PLACEHOLDERS if address else ():
        value = clean(getattr(problem, name) or "", 200)
        if not value and f"{{{name}}}" in str(template):
            return None
        address = str(address).replace(f"{{{name}}}", quote(value, safe=""))
    return address


def check_dashboard_url(template: str | None) -> None:
    """Raise ConfigError when a dashboard_url is no web address or has unknown placeholders."""
    if template is None:
        return
    unknown = sorted(set(re.findall(r"{(\w*)}", template)) - set(PLACEHOLDERS))
    if unknown:
        text = f"dashboard_url knows no {{{unknown[0]}}}; it knows {', '.join(PLACEHOLDERS)}"
        raise ConfigError(text)
    if web_url(re.sub(r"{\w*}", "x", template)) is None:
        text = "dashboard_url is not an http or https address of at most 1,000 characters"
        raise ConfigError(text)


def told_at(message: Message) -> datetime:
    """Return the moment the message is about: the latest of its notifications."""
    return max(notification.due_at for notification in message.notifications)
