"""What a storm, a flapping job and a long absence cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from nightledger.config import load
from nightledger.router import Target
from python.tests.router import rulebook as book
from python.tests.router.truth import Fact, Truth
from python.tests.router.world import Scenario, World

pytestmark = [pytest.mark.row("C7")]

SLOW = Target(messages_per_hour=100, seconds_between=1.0)
PAGES = book.route("pager", book.CRITICAL, continues=True)
STORM = book.rules(
    book.route("team", routes=(PAGES, book.route("team"))),
    receivers={"team": SLOW, "pager": book.PAGER, "mail": book.PLAIN},
)


def lines(world: World, receiver: str) -> int:
    return sum(len(message.lines) for _, message in world.inbox[receiver])


def test_ten_thousand_problems_of_one_run_are_one_message_a_receiver() -> None:
    facts: dict[str, list[Fact]] = {
        f"p{number}": [(0, 0, book.CRITICAL if number % 1000 == 0 else book.ERROR)]
        for number in range(10_000)
    }
    truth = Truth(facts=facts, labels={name: {"run": "r"} for name in facts})
    world = World(scenario=Scenario(truth=truth, rules=[(0, STORM)])).run(3)
    assert (len(world.inbox["team"]), len(world.inbox["pager"])) == (1, 1)
    assert (lines(world, "team"), lines(world, "pager")) == (10_000, 10)


def test_ten_thousand_problems_of_as_many_runs_are_all_told_within_ten_minutes() -> None:
    world = a_storm_at(SLOW, 10_000)
    assert len(world.inbox["team"]) <= 100
    assert lines(world, "team") == 10_000
    assert max(minute for minute, _ in world.inbox["team"]) <= 10


EXAMPLE = load(Path(__file__).parents[3] / "docs" / "examples" / "alerts.yml").targets


@pytest.mark.parametrize("name", sorted(set(EXAMPLE) - {"nobody"}))
def test_no_kind_of_receiver_hears_more_in_an_hour_than_it_bears(name: str) -> None:
    target = replace(EXAMPLE[name], recipients=(), formerly=())
    world = a_storm_at(target, 1_500)
    assert target.messages_per_hour is not None
    assert 0 < len(world.inbox["team"]) <= target.messages_per_hour
    if not target.is_keyed:
        assert lines(world, "team") == 1_500


def a_storm_at(target: Target, runs: int) -> World:
    """Return eleven minutes in which a receiver is to hear of so many runs, each with a problem."""
    facts: dict[str, list[Fact]] = {
        f"p{number}": [(number // 1000, number // 1000, book.ERROR)] for number in range(runs)
    }
    rules = replace(STORM, receivers={**STORM.receivers, "team": target})
    truth = Truth(facts=facts, labels={name: {"run": name} for name in facts})
    return World(scenario=Scenario(truth=truth, rules=[(0, rules)])).run(11)


def test_a_job_that_flaps_every_minute_for_a_day_is_four_messages() -> None:
    facts = {"p": [(minute, minute, None if minute % 2 else book.ERROR) for minute in range(1440)]}
    world = World(scenario=Scenario(truth=Truth(facts=facts), rules=[(0, book.ONE)])).run(1600)
    assert len(world.inbox["team"]) <= 4, world.heard()


def test_who_was_away_for_three_hours_is_brought_up_to_date_in_one_message() -> None:
    facts = {
        f"p{start}": [
            (start, start, book.ERROR),
            *([(start + 5, start + 5, None)] if start % 2 else []),
        ]
        for start in range(170)
    }
    truth = Truth(facts=facts, labels={name: {"run": name} for name in facts})
    away = [("team", 0, 180, "503")]
    world = World(scenario=Scenario(truth=truth, rules=[(0, book.ALONE)], outages=away)).run(220)
    ((minute, message),) = world.inbox["team"]
    assert minute <= 190
    assert len(message.lines) == 85
    assert world.attempts["team"] <= 25


def test_what_a_payload_cannot_carry_goes_in_more_payloads() -> None:
    facts = {f"p{number:02}": [(0, 0, book.CRITICAL), (9, 9, None)] for number in range(60)}
    truth = Truth(facts=facts, labels={name: {"run": "r"} for name in facts})
    rules = replace(STORM, receivers={**STORM.receivers, "pager": book.PAGER})
    world = World(scenario=Scenario(truth=truth, rules=[(0, rules)])).run(20)
    sizes = [len(message.lines) for _, message in world.inbox["pager"]]
    assert sizes == [25, 25, 10, 25, 25, 10]
    assert max(sizes) <= (rules.receivers["pager"].capacity or 0)
