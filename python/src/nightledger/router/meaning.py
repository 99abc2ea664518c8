"""Who should hear of a problem: the routing tree, an escalation, or an heir."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nightledger.router.considering import Meant, always_active, case_of, consider
from nightledger.router.matching import matching_routes
from nightledger.router.table import asked_again_at, knows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.router.desk import Desk
    from nightledger.router.problem import Problem
    from nightledger.router.routes import Route
    from nightledger.router.told import Endpoint

NOBODY_LIVES = "no receiver lives that could be told"


def settle(desk: Desk, problem: Problem) -> None:
    """Decide what everybody should hear of a problem."""
    meant = {one.endpoint: one for one in meant_for(desk, problem)}
    waiting = [one for one in meant.values() if not is_reached(desk, problem, one)]
    for endpoint in sorted(desk.holders.get(problem.fingerprint, ()), key=str):
        if endpoint not in meant and problem.is_over:
            _tell_the_end(desk, problem, endpoint)
    if waiting:
        hand_over(desk, problem, waiting, meant)


def meant_for(desk: Desk, problem: Problem) -> Iterator[Meant]:
    """Return who is meant by the tree and, if nobody acknowledged, by escalation."""
    routes = routed(desk, problem)
    for name, route in routes.items():
        yield from (Meant(endpoint=each, route=route) for each in desk.rules.endpoints(name))
    for name, route in escalated(desk, problem, routes).items():
        for endpoint in desk.rules.endpoints(name):
            yield Meant(endpoint=endpoint, route=route, note="nobody acknowledged")


def routed(desk: Desk, problem: Problem) -> dict[str, Route]:
    """Return the routes by receiver; of several to one receiver the first counts."""
    rules, found = desk.rules, dict[str, "Route"]()
    for route in matching_routes(rules.root, problem):
        found.setdefault(route.receiver_for(problem.owner), route)
    dropping = [name for name in found if rules.receivers[name].drops]
    if dropping:
        desk.decide(problem, "the route says nobody")
    meant = {
        name: route
        for name, route in found.items()
        if name != problem.about_receiver and name not in dropping
    }
    if meant or dropping:
        return meant
    others = [name for name in _by_fallback(desk) if name != problem.about_receiver]
    if not others:
        desk.decide(problem, "there is no receiver but the one it is about")
    return dict.fromkeys(others[:1], rules.root)


def _by_fallback(desk: Desk) -> list[str]:
    """Return all receivers that tell somebody, the fallback first."""
    rules = desk.rules
    names = dict.fromkeys((rules.fallback, *rules.receivers))
    return [name for name in names if not rules.receivers[name].drops]


def escalated(desk: Desk, problem: Problem, routes: dict[str, Route]) -> dict[str, Route]:
    """Return whom to tell because nobody acknowledged what somebody accepted long ago."""
    if problem.is_over or problem.is_acknowledged:
        return {}
    accepted = [
        told.first_bad_at
        for name in desk.rules.receivers
        for endpoint in desk.rules.endpoints(name)
        if knows(told := desk.told(endpoint, problem), problem)
    ]
    found: dict[str, Route] = {}
    for route in routes.values():
        to, after = route.escalate_to, route.escalate_after
        if after is None or to is None or not accepted or to in routes:
            continue
        if to == problem.about_receiver or desk.rules.receivers[to].drops:
            continue
        if desk.now >= min(accepted) + after:
            found.setdefault(to, always_active(route, to))
        desk.wake(min(accepted) + after)
    return found


def is_reached(desk: Desk, problem: Problem, meant: Meant) -> bool:
    """Consider an endpoint; tell whether nobody else has to hear of it instead."""
    said = consider(desk, problem, meant)
    if problem.is_over:
        return True
    is_news = said is not None and meant.route.is_active(desk.now)
    told = desk.told(meant.endpoint, problem)
    if is_news and (told.refusals or desk.is_away(meant.endpoint, problem)):
        return False
    told = case_of(desk, problem, meant, is_meant=True).told
    return told.is_sure or problem.suppressed_because is not None


def _tell_the_end(desk: Desk, problem: Problem, endpoint: Endpoint) -> None:
    if desk.rules.has(endpoint):
        meant = Meant(endpoint=endpoint, route=desk.rules.root)
        consider(desk, problem, meant, is_meant=False)
    else:
        desk.decide(problem, "told once, and no longer in alerts.yml", endpoint)


def hand_over(
    desk: Desk, problem: Problem, waiting: list[Meant], meant: dict[Endpoint, Meant]
) -> None:
    """Tell somebody who lives: who knows already, else the fallback, else any other."""
    first = waiting[0]
    living = living_beside(desk, problem, first, {one.endpoint for one in waiting})
    knowing = [each for each in living if knows(desk.told(each, problem), problem)]
    # who refused a message with it comes last: it is asked again after pauses of its own
    willing = sorted(living, key=lambda each: desk.told(each, problem).refusals > 0)
    heir = next(iter(knowing or willing), None)
    if heir is None:
        until = desk.now + desk.rules.limits.first_pause
        desk.hold(first.endpoint, problem, until, NOBODY_LIVES)
        return
    note = f"{first.endpoint.receiver} could not be reached"
    for endpoint in living:
        if endpoint.receiver == heir.receiver and endpoint not in meant:
            route = always_active(first.route, endpoint.receiver)
            consider(desk, problem, Meant(endpoint=endpoint, route=route, note=note))


def living_beside(
    desk: Desk, problem: Problem, first: Meant, absent: set[Endpoint]
) -> list[Endpoint]:
    """Return the endpoints that could be told in place of others, the fallback's first.

    Who answered nothing twice is none of them until it is asked again.
    """
    living = []
    for name in _by_fallback(desk):
        for endpoint in desk.rules.endpoints(name) if name != problem.about_receiver else ():
            if endpoint in absent or desk.is_away(endpoint, problem):
                continue
            case = case_of(desk, problem, replace(first, endpoint=endpoint), is_meant=True)
            if case.told.is_sure:
                living.append(endpoint)
            else:
                desk.wake(asked_again_at(case.told, case.repeat))
    return living
