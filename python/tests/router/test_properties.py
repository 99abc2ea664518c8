"""Whatever happens in whatever order: nothing is lost, and nothing is said too often."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nightledger.router import Matchers, Route, RouteTree, Target
from python.tests.router.ledger import World
from python.tests.router.world import minutes, notification

pytestmark = [pytest.mark.row("C2")]

ROUTES = RouteTree(
    root=Route(
        receiver="slow",
        routes=(
            Route(
                receiver="pager",
                matchers=Matchers(urgency=("page",)),
                group_by=("problem",),
                continues=True,
            ),
            Route(receiver="team", matchers=Matchers(owner=("risk",))),
        ),
    ),
    fallback="mail",
)
TARGETS = {
    "slow": Target(seconds_between=5.0, messages_per_hour=20),
    "pager": Target(is_idempotent=True),
    "team": Target(messages_per_hour=100),
    "mail": Target(recipients=("a@l.test", "b@l.test")),
}
REASONS = ("opened", "escalated", "repeated", "resolved")
STEPS = st.one_of(
    st.tuples(st.just("event"), st.integers(1, 40)),
    st.tuples(st.just("tick"), st.integers(1, 12)),
    st.tuples(st.just("twice"), st.just(1)),
    st.tuples(st.just("jump"), st.sampled_from([-10, 10])),
    st.tuples(st.just("silence"), st.integers(0, 40)),
)


def world(seed: int, fault_rate: float) -> World:
    return World(random=Random(seed), routes=ROUTES, targets=TARGETS, fault_rate=fault_rate)  # noqa: S311 - a simulation


def happen(it: World, count: int) -> None:
    """Let notifications of some runs, owners and reasons come up."""
    known = len(it.ledger.all)
    it.ledger.add(
        notification(
            f"n{known + number:06}",
            fingerprint=f"p{it.random.randrange(30)}",
            reason=it.random.choice(REASONS),
            due_at=it.now,
            urgency=it.random.choice(["page", "ticket", "ticket"]),
            owner=it.random.choice(["risk", None]),
            environment=it.random.choice(["prod", "prod", "dev"]),
            run_id=f"run{known // 20 + it.random.randrange(8)}",
        )
        for number in range(count)
    )


def silence(it: World, place: int) -> None:
    pending = sorted(it.ledger.pending)
    if pending:
        key = pending[place % len(pending)]
        it.silenced.add(key)
        it.ledger.silence(key)


def step(it: World, what: str, much: int) -> None:
    """Let one thing happen."""
    if what == "event":
        happen(it, much)
    elif what == "jump":
        it.now += minutes(much)
    elif what == "silence":
        silence(it, much)
    else:
        for _ in range(much):
            it.now += timedelta(minutes=1)
            it.tick()
            if what == "twice":
                it.tick()


def assert_all_is_well(it: World) -> None:
    assert it.lost() == set()
    assert it.duplicates <= it.crash_points + it.unknown_arrivals
    it.assert_honest()
    it.assert_limits()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32), fault_rate=st.sampled_from([0.0, 0.05, 0.3]),
    steps=st.lists(STEPS, min_size=3, max_size=30),
)  # fmt: skip
def test_any_order_of_events_ticks_crashes_faults_and_clock_jumps_conserves_notifications(
    seed: int, fault_rate: float, steps: list[tuple[str, int]]
) -> None:
    it = world(seed, fault_rate)
    for what, much in steps:
        step(it, what, much)
        assert it.lost() == set()
    it.settle(3000)
    assert not it.ledger.pending
    assert not it.ledger.open
    assert_all_is_well(it)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 60))
def test_one_crash_makes_at_most_one_duplicate_for_each_target(seed: int, count: int) -> None:
    it = world(seed, 1.0)
    happen(it, count)
    it.fault_rate = 0.1
    it.tick(inner=False)
    crashes = it.crash_points
    it.settle(300)
    assert it.lost() == set()
    seen = Counter(key[1] for key, arrivals in it.arrived.items() for _ in range(arrivals - 1))
    assert all(times <= crashes + it.unknown_arrivals for times in seen.values())


def test_ten_thousand_minutes_with_five_percent_faults_lose_nothing() -> None:
    it = world(20_261_121, 0.05)
    for minute in range(10_000):
        it.now += timedelta(minutes=1)
        if it.random.random() < 0.1:
            happen(it, it.random.choice([1, 2, 3, 25]))
        if it.random.random() < 0.01:
            it.now += minutes(it.random.choice([-10, 10]))
        if it.random.random() < 0.005:
            silence(it, minute)
        it.tick()
    it.settle(5000)
    assert not it.ledger.pending
    assert len(it.ledger.all) > 5_000
    assert it.crash_points > 500
    ends = Counter(end for key in it.ledger.all for end in it.ends(key))
    assert set(ends) == {"accepted", "suppressed", "handed_over", "quarantined"}
    assert_all_is_well(it)
