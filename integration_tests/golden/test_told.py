"""What SQL says was told is what `fold` says, whatever happened, and also after it was carried.

NIGHTLEDGER_TOLD_CASES says how many random worlds.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from harness.googlesql.evaluator import Evaluator
from harness.judging import DATASET, PROJECT, at, contract_tables, definitions
from hypothesis import HealthCheck, Phase, given, settings
from nightledger.router import Endpoint, Health, Planned, State, Told
from nightledger.router.problem import LONG_AGO
from nightledger.router.told import NO_DOUBT
from nightledger.transports import Outcome, Payload
from nightledger.watch.carrying import carried_rows
from nightledger.watch.rows import claim_row, outcome_row
from nightledger.watch.state import decode
from python.tests.router.scenarios import scenarios
from python.tests.router.truth import at as minute
from python.tests.router.world import Scenario, World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from python.tests.router.ledger import Row

pytestmark = [pytest.mark.row("C6")]

CASES = int(os.environ.get("NIGHTLEDGER_TOLD_CASES", "5"))
DELIVERIES = f"{PROJECT}.{DATASET}.alert_deliveries"
PARTS = ("told", "in_flight", "health", "decided")
PAYLOAD = Payload(title="title", body=b"{}", content_type="application/json")
LAST = 199
Rows = list[dict[str, Any]]


class Reader:
    """Reads rows as `router_state` would, on the reference evaluator."""

    def __init__(self) -> None:
        self.evaluator = Evaluator(contract_tables())

    def read(self, rows: Rows, now: datetime, lease: timedelta) -> State:
        """Return the state that rows lead to."""
        clock = {"now": now.isoformat(), "as_of": now.isoformat()}
        documents = [("clock", json.dumps(clock))]
        for part in PARTS:
            sql = at(definitions()[part].sql, now)
            asked = f"select to_json_string(one) as document from ({sql}) as one"
            answer = self.evaluator.evaluate(asked, {DELIVERIES: rows}, now=now)
            documents += [(part, row["document"]) for row in answer.rows]
        return decode(documents, lease).state


def as_written(rows: list[Row]) -> Rows:
    """Return the rows of a world as a tick writes them."""
    written: Rows = []
    claims: dict[tuple[Endpoint, int], dict[str, Any]] = {}
    for row in rows:
        key = row.endpoint, row.sequence
        if row.event == "claimed":
            message = Planned(
                endpoint=row.endpoint,
                sequence=row.sequence,
                as_of=row.as_of,
                environment="prod",
                group_key=row.group_key,
                labels={},
                lines=row.lines,
            )
            claims[key] = claim_row(message, PAYLOAD, "webhook", "tick", row.at)
            new = claims[key]
        else:
            outcome = Outcome(status=row.event, response="")  # type: ignore[arg-type]
            new = outcome_row(claims[key], outcome, row.at, row.retry_at, 0.0)
        written.append(new | {"recorded_at": row.at})
    return written


def comparable(
    told: Mapping[tuple[Endpoint, str], Told],
) -> dict[tuple[Endpoint, str], Told]:
    """Return what counts: leftovers of doubts and of what is over do not."""
    found = {}
    for key, one in told.items():
        without = one if one.in_doubt else replace(one, doubt=NO_DOUBT)
        is_dated = one.state in {"bad", "flapping", "event"}
        found[key] = without if is_dated else replace(without, first_bad_at=LONG_AGO)
    return {key: one for key, one in found.items() if one != Told()}


def lately(health: Mapping[Endpoint, Health], now: datetime) -> dict[Endpoint, Health]:
    """Return health as SQL gives it: claims of the last hour, failures of now."""
    return {
        endpoint: replace(
            one,
            claims=tuple(claim for claim in one.claims if claim > now - timedelta(hours=1)),
            last_failure_at=one.last_failure_at if one.failures else LONG_AGO,
        )
        for endpoint, one in health.items()
    }


def check(scenario: Scenario, reader: Reader) -> None:
    world = World(scenario=scenario).run(LAST + 1)
    rows, now, lease = (
        as_written(world.rows),
        minute(LAST),
        world.rules(LAST).limits.lease,
    )
    expected, found = world.read(LAST), reader.read(rows, now, lease)
    assert comparable(found.told) == comparable(expected.told)
    assert found.health == lately(expected.health, now)
    assert found.in_flight == dict(expected.in_flight)
    check_carried(world, rows, reader)


def check_carried(world: World, rows: Rows, reader: Reader) -> None:
    """Carry everything forward at some minute, forget what is older than a while before it."""
    cut = 30 + len(rows) * 7 % 150
    now, lease = minute(LAST), world.rules(LAST).limits.lease
    early = [row for row in rows if row["recorded_at"] <= minute(cut)]
    then = replace(reader.read(early, minute(cut), lease), problems=world.problems(cut))
    carried = [row | {"recorded_at": minute(cut)} for row in carried_rows(then, "tick")]
    if not carried:
        return
    kept = [row for row in rows if row["recorded_at"] > minute(cut - 70)]
    found, expected = reader.read([*kept, *carried], now, lease), world.read(LAST)
    assert comparable(found.told) == comparable(expected.told)
    without: dict[str, Any] = {"carried_at": LONG_AGO, "groups": {}}
    assert {name: replace(one, **without) for name, one in found.health.items()} == {
        name: replace(one, **without) for name, one in lately(expected.health, now).items()
    }


def test_sql_and_fold_say_the_same() -> None:
    reader = Reader()

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(scenarios())
    def holds(scenario: Scenario) -> None:
        check(scenario, reader)

    holds()
