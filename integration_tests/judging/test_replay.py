"""Any order of facts and looks ends in the problems that one look over all facts would find."""

from __future__ import annotations

import datetime as dt
import os
import random
from typing import TYPE_CHECKING, Any

import pytest
from judging.histories import (
    MIDNIGHT,
    SEVERITIES,
    Episode,
    episodes,
    facts,
    last_minute,
    looks,
)
from judging.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud.bigquery import Client
    from judging.histories import Fact

HISTORIES = int(os.environ.get("NIGHTLEDGER_TEST_HISTORIES", "60"))
AN_HOUR_OR_TWO, FOUR_DAYS = 100, 4 * 24 * 60


@pytest.fixture
def world(client: Client) -> Iterator[World]:
    """Yield a dataset with the procedure and no facts."""
    world = World(client)
    yield world
    world.close()


@pytest.mark.row("A13", "B4")
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("span", [AN_HOUR_OR_TWO, FOUR_DAYS])
def test_looks_in_any_order_find_what_one_look_finds(world: World, span: int, seed: int) -> None:
    dice = random.Random(f"{seed} {span}")  # noqa: S311 - dice
    known = [one for n in range(HISTORIES) for one in facts(dice, f"h{n}", span)]
    waiting = sorted(known, key=lambda one: one.visible)
    for look in looks(dice, span, 8):
        world.write([one for one in waiting if one.visible <= look.minute])
        waiting = [one for one in waiting if one.visible > look.minute]
        world.look(look)
    found = sorted(map(_episode, world.ask("problem_episodes")), key=_place)
    everything = episodes(known)
    assert not (wrong := _differences(found, everything, known)), "\n".join(map(str, wrong))
    lately = sorted(
        map(_episode, world.ask("problem_episodes", since=_yesterday(span))), key=_place
    )
    assert not (wrong := _differences(_newest(lately), _newest(everything), known)), wrong


def _yesterday(span: int) -> dt.datetime:
    day = (MIDNIGHT + dt.timedelta(minutes=last_minute(span))).date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.timezone.utc)


def _newest(some: list[Episode]) -> list[Episode]:
    """Return the newest problem of each subject: what the daily copies keep in sight for a week."""
    return list({(one.environment, one.key): one for one in some}.values())


def _episode(row: dict[str, Any]) -> Episode:
    return Episode(
        environment=row["environment"],
        key=row["subject_id"],
        opened=_minute(row["opened_at"]),
        last_seen=_minute(row["last_seen_at"]),
        resolved=None if row["resolved_at"] is None else _minute(row["resolved_at"]),
        count=row["occurrence_count"],
        worst=SEVERITIES[row["worst_rank"] - 1],
    )


def _minute(at: dt.datetime) -> int:
    return int((at - MIDNIGHT).total_seconds() // 60)


def _place(one: Episode) -> tuple[str, str, int]:
    return one.environment, one.key, one.opened


def _differences(found: list[Episode], wanted: list[Episode], known: list[Fact]) -> list[object]:
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
