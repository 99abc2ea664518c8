"""Promises: any order of facts and looks ends in what one look over all facts would find."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any

import pytest
from judging.histories import MIDNIGHT, Look, looks
from judging.promised import Episode, Fact, episodes, facts
from judging.world import World, moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from google.cloud.bigquery import Client

HISTORIES = int(os.environ.get("NIGHTLEDGER_TEST_HISTORIES", "80"))
A_DAY, FOUR_DAYS = 24 * 60, 4 * 24 * 60
RULE = "parse_json('{\"max_age_hours\": %d}')"


class PromiseWorld(World):
    """Refreshes and commands become visible, and looks happen."""

    family = "dbt"

    def body(self) -> str:
        """Return the procedure with no more than absences need."""
        return only_promises(super().body())

    def write(self, facts: Sequence[Fact]) -> None:  # type: ignore[override]
        """Make facts visible."""
        refreshes = [one for one in facts if one.event == "refreshed"]
        commands = [one for one in facts if one.event != "refreshed"]
        self._insert(
            "dbt_node_results",
            "unique_id, name, resource_type, status, is_critical, alerts, tags, depends_on,"
            " exposures",
            {
                one: f"'{one.key}', '{one.key}', 'model', 'success', false, {_rule(one)},"
                " [], [], []"
                for one in refreshes
            },
        )
        self._insert(
            "dbt_invocations",
            "invocation_id, event, command, run_key",
            {
                one: f"'{one.environment} {one.key}', '{one.event}', 'build', 'build'"
                for one in commands
            },
        )

    def episodes(self) -> list[Episode]:
        """Return the problems of broken promises that are written down, in order."""
        rows = self.ask("problem_episodes")
        return sorted(map(_episode, (r for r in rows if r["kind"] in {"run", "stale asset"})))

    def _insert(self, table: str, columns: str, values: dict[Fact, str]) -> None:
        if values:
            self.run(
                f"insert into {self._name(table)}"
                f" (row_id, occurred_at, recorded_at, environment, {columns}) values "
                + ",\n".join(f"({_envelope(one)}, {more})" for one, more in values.items())
            )


def only_promises(body: str) -> str:
    """Return the procedure without other families than dbt, evidence, and what it learns."""
    every = next(line for line in body.splitlines() if "set looked_at_families = '" in line)
    body = body.replace(every, "set looked_at_families = 'dbt';")
    for begin, end in (
        (
            "if dbt_reading.read_from is not null",
            "set look_judged = (select as struct 0",
        ),
        ("if look_judged.turn_count > 0", "if look_judged.row_count > 0"),
        ("if coalesce(date(base_clock)", "insert into `nightledger-local`"),
    ):
        head, tail = body.split(begin, 1)
        is_last = begin.startswith("if coalesce")
        body = head + tail[tail.rindex(end) if is_last else tail.index(end) :]
    return body


@pytest.fixture
def world(client: Client) -> Iterator[PromiseWorld]:
    """Yield a dataset with the procedure and no facts."""
    world = PromiseWorld(client)
    yield world
    world.close()


@pytest.mark.row("A13", "B8")
@pytest.mark.parametrize("span", [A_DAY, FOUR_DAYS])
def test_looks_in_any_order_find_what_one_look_finds(world: PromiseWorld, span: int) -> None:
    dice = random.Random(f"promises {span}")  # noqa: S311 - dice
    known = [one for n in range(HISTORIES) for one in facts(dice, f"h{n}", span)]
    clock = play(world, known, looks(dice, span, 5))
    differences = _differences(world.episodes(), episodes(known, clock), known)
    assert not differences, "\n".join(map(str, differences))


def refresh(story: str, number: int, *, happened: int, recorded: int, visible: int) -> Fact:
    """Return a build of an asset that may be an hour old, one history for each story."""
    return Fact(
        environment=story,
        row_id=f"{story} {number}",
        event="refreshed",
        key="orders",
        hours=1,
        happened=happened,
        recorded=recorded,
        visible=visible,
    )


@pytest.mark.row("A13", "B5")
def test_what_is_recorded_late_and_what_is_committed_late(world: PromiseWorld) -> None:
    known = [
        refresh("recorded after its deadline", 1, happened=0, recorded=0, visible=0),
        refresh("recorded after its deadline", 2, happened=50, recorded=70, visible=70),
        refresh("committed after the grace", 1, happened=0, recorded=0, visible=0),
        refresh("committed after the grace", 2, happened=50, recorded=55, visible=90),
        refresh("stale when it is recorded", 1, happened=0, recorded=0, visible=0),
        refresh("stale when it is recorded", 2, happened=5, recorded=80, visible=80),
    ]
    play(world, known, [Look(minute=65)])
    assert {one.environment for one in world.episodes()} == {one.environment for one in known}
    play(world, [one for one in known if one.visible > 65], [Look(minute=95)])
    found = {one.environment: (one.opened, one.resolved, one.bad_count) for one in world.episodes()}
    assert found == {
        "recorded after its deadline": (60, 70, 1),
        "stale when it is recorded": (60, None, 2),
    }


def play(world: PromiseWorld, known: Sequence[Fact], plan: Sequence[Look]) -> int:
    """Let everything happen in order; return the minute of the last look."""
    waiting = sorted(known, key=lambda one: one.visible)
    for look in plan:
        world.write([one for one in waiting if one.visible <= look.minute])
        waiting = [one for one in waiting if one.visible > look.minute]
        world.look(look)
    return plan[-1].minute


def _rule(fact: Fact) -> str:
    return "null" if fact.hours is None else RULE % fact.hours


def _envelope(fact: Fact) -> str:
    times = f"{moment(min(fact.happened, fact.recorded))}, {moment(fact.recorded)}"
    return f"'{fact.row_id}', {times}, '{fact.environment}'"


def _episode(row: dict[str, Any]) -> Episode:
    return Episode(
        environment=row["environment"],
        kind=row["kind"],
        key=row["subject_id"].rsplit("/", 1)[-1],
        opened=_minute(row["opened_at"]),
        last_seen=_minute(row["last_seen_at"]),
        resolved=None if row["resolved_at"] is None else _minute(row["resolved_at"]),
        bad_count=row["occurrence_count"],
    )


def _minute(at: dt.datetime) -> int:
    return int((at - MIDNIGHT).total_seconds() // 60)


def _differences(
    found: list[Episode], wanted: list[Episode], known: Sequence[Fact]
) -> list[object]:
    """Return what differs in the history with the fewest facts, and its facts; nothing is right."""
    wrong = {one.environment for one in {*found} ^ {*wanted}}
    if not wrong:
        return []
    sizes = {name: sum(one.environment == name for one in known) for name in wrong}
    smallest = min(wrong, key=lambda name: (sizes[name], name))
    return [
        f"{len(wrong)} of {HISTORIES} histories differ; the smallest:",
        *(("found", one) for one in found if one.environment == smallest),
        *(("wanted", one) for one in wanted if one.environment == smallest),
        *(("fact", one) for one in known if one.environment == smallest),
    ]
