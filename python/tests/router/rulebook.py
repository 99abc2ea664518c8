"""Short ways to say alerts.yml in tests. Times are minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from nightledger.router import Limits, Matchers, Route, Rules, Span, Target, TimeInterval

CRITICAL, ERROR, WARN = "critical", "error", "warn"
PAGER = Target(is_keyed=True, capacity=25)
PLAIN = Target()


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def hours(start: int, end: int) -> TimeInterval:
    """Return a part of every day, in minutes since midnight UTC."""
    return TimeInterval(zone=ZoneInfo("UTC"), spans=(Span(start=start, end=end),))


def repeats(critical: int, error: int, warn: int) -> dict[str, timedelta | None]:
    every = {CRITICAL: critical, ERROR: error, WARN: warn}
    return {severity: minutes(number) if number else None for severity, number in every.items()}


def route(receiver: str, severity: str = "", owner: str = "", **rest: Any) -> Route:  # noqa: ANN401 - fields
    """Return a route; numbers are minutes."""
    wants = Matchers(severity=(severity,) if severity else (), owner=(owner,) if owner else ())
    for key in ("group_wait", "group_interval", "escalate_after"):
        if key in rest:
            rest[key] = minutes(rest[key])
    return Route(receiver=receiver, matchers=wants, **rest)


def rules(root: Route, fallback: str = "mail", **rest: Any) -> Rules:  # noqa: ANN401 - fields
    """Return rules; receivers that are not given are plain ones: all the tree names."""
    receivers = rest.pop("receivers", None)
    return Rules(receivers=receivers or {"team": PLAIN}, root=root, fallback=fallback, **rest)


ONE = rules(route("team"), receivers={"team": PLAIN, "mail": PLAIN})
ALONE = rules(route("team"), "team")
THREE = rules(route("team"), receivers={"team": PLAIN, "mail": PLAIN, "boss": PLAIN})
BRANCHES = (
    route("pager", CRITICAL, continues=True, group_by=("problem",)),
    route("team"),
)
TWO = rules(
    route("team", routes=BRANCHES), receivers={"team": PLAIN, "pager": PAGER, "mail": PLAIN}
)
OFFICE = replace(ONE, root=route("team", active=(hours(420, 1080),)))
PAGE = replace(THREE, root=route("team", escalate_after=30, escalate_to="boss"))
QUIET = replace(ONE, receivers={"team": Target(send_resolved=False), "mail": PLAIN})
RENAMED = rules(route("channel"), receivers={"channel": Target(formerly=("team",)), "mail": PLAIN})
GONE = rules(route("mail"), receivers={"mail": PLAIN})
DROPPING = replace(
    ONE,
    receivers={**ONE.receivers, "none": Target(drops=True)},
    root=route("team", routes=(route("none", WARN),)),
)
MORE = replace(THREE, root=route("team", routes=(route("boss", continues=True), route("team"))))
WAITING = replace(ONE, root=route("team", group_wait=3))
QUICK = Limits(
    lease=minutes(5),
    longest_pause=minutes(8),
    longest_pause_refused=minutes(12),
    hand_over_after={CRITICAL: minutes(3), ERROR: minutes(8), WARN: minutes(8)},
)
