"""Knows the truth and what arrived; raises AssertionError when one of seven properties fails.

1 order, 2 truth, 3 ends, 4 repeats, 5 somebody knows, 6 possible repeats, 7 everything accounted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from nightledger.router.matching import matching_routes
from nightledger.router.renaming import under_present_names
from nightledger.router.told import BAD, NOTHING
from nightledger.words import is_worse
from python.tests.router.truth import at, minute_of

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from nightledger.router import Endpoint, Line, Planned, Problem, Route, Rules, Told
    from python.tests.router.world import World

PATIENCE = 40
STATES = {"open": "bad", "flapping": "flapping", "resolved": "good", "event": "event"}


class Belief(NamedTuple):
    """What a channel heard last of a problem, and when."""

    state: str
    episode_id: str
    severity: str
    minute: int


def routes_to(rules: Rules, problem: Problem) -> dict[str, Route]:
    found: dict[str, Route] = {}
    for route in matching_routes(rules.root, problem):
        found.setdefault(route.receiver_for(problem.owner), route)
    return found


@dataclass(kw_only=True)
class Oracle:
    """Called after every tick."""

    seen: Counter[str] = field(default_factory=Counter)
    good_said: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    belief: dict[tuple[str, str], Belief] = field(default_factory=dict)
    flagged: Counter[tuple[str, str]] = field(default_factory=Counter)
    bad_for: Counter[str] = field(default_factory=Counter)
    alive_for: Counter[str] = field(default_factory=Counter)
    calm_for: int = 0
    read_before: tuple[object, ...] = ()
    wakes_at: datetime | None = None

    def __call__(self, world: World, now: int) -> None:
        """Check what the tick of a minute led to."""
        truth = {one.fingerprint: one for one in world.problems(now)}
        for place, box in world.inbox.items():
            for minute, message in box[self.seen[place] :]:
                for line in message.lines:
                    self.hears(world, place, minute, message, line)
            self.seen[place] = len(box)
        if world.ran:
            self.repeats_are_not_late(world, now)
            self.everything_is_accounted(world, now)
            self.sleep_is_safe(world, now)
        self.somebody_knows(world, now, truth)

    def hears(self, world: World, place: str, minute: int, message: Planned, line: Line) -> None:
        """Check one line that arrived, and remember what the channel believes now."""
        told, key = line.problem, (place, line.problem.fingerprint)
        # what a hanging process sends can be no truer than its look
        true = world.scenario.truth.problem(told.fingerprint, minute_of(message.as_of))
        assert true is not None
        assert line.state == STATES[true.state], ("2 state", minute, line)
        facts = (true.severity, true.opened_at, true.episode_id)
        assert (told.severity, told.opened_at, told.episode_id) == facts, ("2 facts", line)
        before = self.belief.get(key)
        self.keeps_order(world, key, line, before)
        self.marks_repeats(world, key, line, before)
        if line.word == "repeated" and not line.possible_repeat and before:
            every = [
                route.repeat_interval[told.severity]
                for route in routes_to(world.rules(minute), told).values()
            ]
            due = min((at(before.minute) + each for each in every if each), default=None)
            assert due is None or at(minute) >= due, ("4 early", minute, line, before)
        self.belief[key] = Belief(line.state, told.episode_id, told.severity, minute)

    def keeps_order(
        self, world: World, key: tuple[str, str], line: Line, before: Belief | None
    ) -> None:
        """1: no bad news of an episode after its good news."""
        episode_id = line.problem.episode_id
        if line.state != "good":
            assert episode_id not in self.good_said[key], ("1 order", key, line)
            return
        self.good_said[key].add(episode_id)
        doubtful = world.doubts[key] + world.unanswered[key] > 0
        holds = before is not None and before.state in BAD
        assert line.word == "over" or doubtful or holds, ("1 good of what it never saw", line)

    def marks_repeats(
        self, world: World, key: tuple[str, str], line: Line, before: Belief | None
    ) -> None:
        """6: a repeat says so, and there is at most one for each crash or missing answer."""
        problem = line.problem
        if line.possible_repeat:
            self.flagged[key] += 1
            assert self.flagged[key] <= world.doubts[key] + world.unanswered[key], ("6 many", line)
        elif before and before[:3] == (line.state, problem.episode_id, problem.severity):
            assert line.word == "repeated", ("6 unmarked repeat", key, line, before)

    def repeats_are_not_late(self, world: World, now: int) -> None:
        """4: what lasts is said again within a tick of when it is due."""
        rules = world.rules(now)
        after = replace(world.state, told=world.fold().told)
        told = under_present_names(after, rules).told
        for problem in world.state.problems:
            is_quiet = problem.is_over or problem.is_acknowledged or problem.suppressed_because
            if is_quiet or problem.is_event:
                continue
            for name, route in routes_to(rules, problem).items():
                every = route.repeat_interval[problem.severity]
                if every and self.is_reachable(world, now, problem, route):
                    for endpoint in rules.endpoints(name):
                        known = told.get((endpoint, problem.fingerprint), NOTHING)
                        self.is_not_late(world, now, problem, endpoint, known, every)

    def is_reachable(self, world: World, now: int, problem: Problem, route: Route) -> bool:
        """Return whether nothing but an endpoint's own state holds a repeat back."""
        name = route.receiver
        target, mode = world.rules(now).receivers[name], world.mode(world.place(name), now)
        is_held = target.drops or target.messages_per_hour or name == problem.about_receiver
        return not (is_held or mode) and route.is_active(at(now))

    def is_not_late(
        self,
        world: World,
        now: int,
        problem: Problem,
        endpoint: Endpoint,
        told: Told,
        every: timedelta,
    ) -> None:
        """Check one endpoint, if it surely holds the episode and answers."""
        state = world.state
        if told.state not in BAD or told.as_of < problem.opened_at:
            return
        if told.in_doubt or told.refusals or (endpoint, problem.fingerprint) in state.in_flight:
            return
        health = state.health.get(endpoint)
        if health is None or not health.failures:
            assert at(now) < told.at + every, ("4 late", now, endpoint, problem, told)

    def everything_is_accounted(self, world: World, now: int) -> None:
        """7: tell that the last edge of each problem is told, suppressed or pending."""
        held = {one.fingerprint for one in world.plan.held}
        sent = {line.problem.fingerprint for one in world.plan.messages for line in one.lines}
        for problem in world.problems(now):
            if problem.fingerprint in held | sent:
                continue
            edge = "good" if problem.is_over else "bad"
            wanted = (problem.fingerprint, problem.episode_id, edge)
            if wanted in self.decided(world) or self.was_tried(world, problem):
                continue
            pytest.fail(f"7 not accounted: {now} {problem}")

    def decided(self, world: World) -> set[tuple[str, str, str]]:
        """Return fingerprint, episode and side of everything that was decided."""
        return {
            (one.problem.fingerprint, one.problem.episode_id, one.edge)  # type: ignore[attr-defined]
            for one in world.noted.values()
        }

    def was_tried(self, world: World, problem: Problem) -> bool:
        """Return whether somebody accepted the present state, or may have."""
        return any(
            line.problem.fingerprint == problem.fingerprint
            and row.as_of >= problem.opened_at
            and (line.state == "good") == problem.is_over
            and (problem.is_over or not is_worse(problem.severity, line.problem.severity))
            for row in world.rows
            if row.event in {"accepted", "unknown"}
            for line in row.lines
        )

    def sleep_is_safe(self, world: World, now: int) -> None:
        """Check that nothing is sent before `next_at` unless something was written or edited."""
        read = (world.state.problems, world.rows_read, id(world.rules(now)))
        if read == self.read_before and self.wakes_at and at(now) < self.wakes_at:
            assert not world.plan.messages, ("woken too late", now, self.wakes_at, world.plan)
        self.read_before, self.wakes_at = read, world.plan.next_at or at(10**6)

    def somebody_knows(self, world: World, now: int, truth: dict[str, Problem]) -> None:
        """5: while it is bad and anybody lives, somebody surely knows."""
        rules = world.rules(now)
        self.calm_for = self.calm_for + 1 if world.ran else 0
        for name in [name for name in self.alive_for if name not in rules.receivers]:
            del self.alive_for[name]
        for name, target in rules.receivers.items():
            alive = world.mode(world.place(name), now) is None and not target.drops
            self.alive_for[name] = self.alive_for[name] + 1 if alive else 0
        limited = any(one.messages_per_hour for one in rules.receivers.values())
        for problem in truth.values():
            key = f"{problem.episode_id}/{problem.severity}"
            for other in [one for one in self.bad_for if one.startswith(problem.fingerprint)]:
                if other != key:
                    del self.bad_for[other]
            self.bad_for[key] = self.bad_for[key] + 1 if self.is_free(problem, rules, now) else 0
            living = [
                name
                for name, since in self.alive_for.items()
                if since > PATIENCE and name != problem.about_receiver
            ]
            is_long = self.bad_for[key] > PATIENCE and self.calm_for > PATIENCE
            if is_long and living and not limited:
                assert self.is_known(problem), ("5 nobody knows", now, problem, living)

    def is_free(self, problem: Problem, rules: Rules, now: int) -> bool:
        """Return whether nothing keeps the problem from being told."""
        if problem.is_over or problem.suppressed_because:
            return False
        if problem.is_event and problem.suppressed_until_at:
            return False
        return all(
            route.is_active(at(now)) and not rules.receivers[name].drops
            for name, route in routes_to(rules, problem).items()
        )

    def is_known(self, problem: Problem) -> bool:
        """Return whether any channel believes it as bad as it is."""
        states = ("event",) if problem.is_event else BAD
        return any(
            name == problem.fingerprint
            and belief.state in states
            and at(belief.minute) >= problem.opened_at
            and not is_worse(problem.severity, belief.severity)
            for (_, name), belief in self.belief.items()
        )

    def at_the_end(self, world: World, now: int) -> None:
        """After a calm time whoever holds bad news of what is over has heard the end."""
        rules = world.rules(now)
        living = {world.place(name): name for name in rules.receivers}
        truth = {one.fingerprint: one for one in world.problems(now)}
        for (place, fingerprint), belief in self.belief.items():
            name = living.get(place)
            if name and rules.receivers[name].send_resolved and truth[fingerprint].is_over:
                assert belief.state == "good", ("3 never heard the end", place, belief)
        for one in world.plan.held:
            waits = "active" in one.why or not truth[one.fingerprint].is_over
            assert waits, ("7 still held", one)
