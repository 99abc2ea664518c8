"""What one endpoint should hear of one problem now: the table's word, and what holds it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nightledger.router.desk import News
from nightledger.router.plan import Line
from nightledger.router.problem import LONG_AGO
from nightledger.router.table import (
    Case,
    Kept,
    Said,
    asked_again_at,
    believed,
    knows,
    repeat_due_at,
    said_of,
)
from nightledger.router.told import BAD

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.router.desk import Desk
    from nightledger.router.problem import Problem
    from nightledger.router.routes import Route
    from nightledger.router.told import Endpoint

BEGINNINGS = ("opened", "flapping")
"""News that waits for more of its group to begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Who should hear of a problem, by which route, and why if that is not the routing tree."""

    endpoint: Endpoint
    route: Route
    note: str = ""


def consider(desk: Desk, problem: Problem, meant: Meant, *, is_meant: bool = True) -> Said | None:
    """Line up what an endpoint should hear of a problem; return it, or None for nothing.

    Afterwards it is among the news, held, or decided.
    """
    case = case_of(desk, problem, meant, is_meant=is_meant)
    if not case.told.is_sure:
        desk.wake(asked_again_at(case.told, case.repeat))
    said = said_of(case, desk.now)
    if isinstance(said, Kept):
        desk.decide(problem, said.cause, meant.endpoint)
        desk.wake(problem.suppressed_until_at)
        desk.wake(problem.silenced_until_at)
        return None
    due_at = repeat_due_at(case) if is_meant and not problem.is_over else None
    if said is None:
        desk.wake(due_at)
        return None
    is_due = due_at is not None and desk.now >= due_at and said.state in BAD
    news = news_of(problem, case, said, meant, is_due=is_due)
    gates = list(gates_of(desk, case, news, meant))
    if gates:
        desk.hold(meant.endpoint, problem, *max(gates))
    else:
        desk.news[meant.endpoint].append(news)
    return said


def case_of(desk: Desk, problem: Problem, meant: Meant, *, is_meant: bool) -> Case:
    """Return what the decision table is asked."""
    endpoint, rules = meant.endpoint, desk.rules
    target = rules.receivers[endpoint.receiver]
    repeat = meant.route.repeat_interval[problem.severity]
    told = desk.told(endpoint, problem)
    return Case(
        problem=problem,
        told=believed(told, target, repeat, desk.health(endpoint), desk.now),
        is_meant=is_meant,
        repeat=repeat,
        send_resolved=target.send_resolved,
        tells_over=rules.over_before_told == "once",
        others_know=problem.is_event and somebody_knows(desk, problem),
    )


def somebody_knows(desk: Desk, problem: Problem) -> bool:
    """Return whether any endpoint of alerts.yml accepted news of this episode as bad as it is."""
    return any(
        knows(desk.told(endpoint, problem), problem)
        for name in desk.rules.receivers
        for endpoint in desk.rules.endpoints(name)
    )


def news_of(problem: Problem, case: Case, said: Said, meant: Meant, *, is_due: bool) -> News:
    """Return the line, with what it says beside its word."""
    told, note, since = case.told, meant.note, said.since
    quiet_until = problem.silenced_until_at or LONG_AGO
    if said.word == "opened" and told.state in BAD:
        note = note or "again"
    elif said.word == "opened" and quiet_until > problem.opened_at:
        note, since = note or "silence ended", max(since, quiet_until)
    if said.word in BEGINNINGS and problem.severity != "critical":
        since = max(since, ready_at(problem, meant.route))
    line = Line(
        problem=problem,
        word=said.word,
        state=said.state,
        possible_repeat=told.in_doubt,
        note=note,
    )
    return News(
        line=line,
        route=meant.route,
        since=since,
        tried_at=told.tried_at,
        is_due=is_due,
        goes_alone=told.refusals > 0,
    )


def ready_at(problem: Problem, route: Route) -> datetime:
    """Return when news has waited for its group: counted from when it could be known.

    And again from when nothing suppresses it any more: a cause that is good since may be followed
    by its consequence within minutes.
    """
    return max(problem.known_at, problem.suppressed_until_at or LONG_AGO) + route.group_wait


def gates_of(desk: Desk, case: Case, news: News, meant: Meant) -> list[tuple[datetime, str]]:
    """Return until when news is held back, and why, each reason once."""
    now, endpoint, line = desk.now, meant.endpoint, news.line
    gates = []
    flying = desk.state.in_flight.get((endpoint, line.problem.fingerprint))
    if flying is not None and flying > now:
        gates.append((flying, "an attempt is under way"))
    retry_at = desk.health(endpoint).retry_at
    if retry_at > now:
        gates.append((retry_at, "the receiver fails and is tried again then"))
    pause = desk.rules.limits.pause_after_refusals(case.told.refusals)
    if case.told.tried_at + pause > now:
        gates.append((case.told.tried_at + pause, "a message with it was refused"))
    passes = line.state == "good" and desk.rules.receivers[endpoint.receiver].is_keyed
    if case.is_meant and not passes and not meant.route.is_active(now):
        gates.append((meant.route.next_active(now), "its route is not active before"))
    is_urgent = line.problem.severity == "critical" or news.is_due
    if case.is_meant and line.word in BEGINNINGS and not is_urgent:
        until = ready_at(line.problem, meant.route)
        if until > now:
            gates.append((until, "more of its group may follow"))
    return gates


def always_active(route: Route, receiver: str) -> Route:
    """Return a route for whoever stands in: at any time, at once."""
    return replace(
        route,
        receiver=receiver,
        active=(),
        mute=(),
        group_wait=route.group_wait * 0,
        escalate_after=None,
    )
