"""Random worlds, minute by minute: none breaks one of the seven properties.

NIGHTLEDGER_CASES says how many (3,000 is thorough); NIGHTLEDGER_SEED makes a run repeatable.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings
from nightledger.router import plan
from python.tests.router.oracle import Oracle
from python.tests.router.scenarios import CALM, HORIZON, scenarios
from python.tests.router.world import Scenario, World

pytestmark = [pytest.mark.row("C4"), pytest.mark.row("C6"), pytest.mark.timeout(7200)]

CASES = int(os.environ.get("NIGHTLEDGER_CASES", "60"))
SEED = os.environ.get("NIGHTLEDGER_SEED")
COUNTS: Counter[str] = Counter()


def lived(scenario: Scenario) -> World:
    """Run a scenario under the oracle's eyes."""
    oracle = Oracle()
    world = World(scenario=scenario).run(HORIZON + CALM, oracle)
    oracle.at_the_end(world, HORIZON + CALM - 1)
    return world


def count(world: World) -> None:
    COUNTS["cases"] += 1
    COUNTS["messages"] += sum(map(len, world.inbox.values()))
    COUNTS["crashes"] += len(world.crashed)
    COUNTS["failed"] += sum(row.event not in {"claimed", "accepted"} for row in world.rows)
    for box in world.inbox.values():
        for _, message in box:
            COUNTS.update(line.word for line in message.lines)
            COUNTS["possible repeats"] += sum(line.possible_repeat for line in message.lines)


def test_no_interleaving_breaks_a_property() -> None:
    @settings(
        max_examples=CASES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(scenarios())
    def holds(scenario: Scenario) -> None:
        world = lived(scenario)
        count(world)
        rules = world.rules(HORIZON + CALM)
        assert plan(world.state, rules) == plan(world.state, rules)

    (seed(int(SEED))(holds) if SEED else holds)()
    print(", ".join(f"{number:,} {what}" for what, number in sorted(COUNTS.items())))
