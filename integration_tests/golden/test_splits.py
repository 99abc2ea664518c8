"""What a branch sees is the same whether it looks each minute, once an hour, or only once.

Every golden case of an observation is looked at in pieces: at each moment at which one of its facts
was recorded, with the overlap of a look; in pieces of different lengths; and as a whole.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from harness.judging import FROM_THE_BEGINNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from golden.runner.case import Case, WrittenCase
    from golden.runner.oracle import Oracle
    from harness.judging import Definition

OVERLAP = dt.timedelta(minutes=2)
MINUTE = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=3)
"""Longer than any verdict waits for facts to come."""

ONCE_A_DAY = {"observed_slos"}

Observations = dict[str, dict[str, Any]]


def test_pieces_show_what_the_whole_shows(
    written: WrittenCase, parts: Mapping[str, Definition], oracle: Oracle
) -> None:
    case = written.read()
    if not case.part.startswith("observed_") or case.looks:
        pytest.skip("no observation of one look")
    sql = parts[case.part].sql
    if "events_since" in sql:
        pytest.skip("it rests on the problems that stand, not on facts alone")
    if case.part in ONCE_A_DAY:
        pytest.skip("each day's first look judges all of a window, as it stands then")
    moments = sorted(set(recorded(case)))
    end = moments[-1] + LONGEST_WAIT
    whole = look(oracle, sql, case, FROM_THE_BEGINNING, end)
    for looks in splits(moments, end):
        seen: Observations = {}
        for since, clock in pairwise([FROM_THE_BEGINNING, *looks, end]):
            overlap = since if since == FROM_THE_BEGINNING else since - OVERLAP
            for event_id, row in look(oracle, sql, case, overlap, clock).items():
                seen.setdefault(event_id, row)  # of twins the first is written down
        assert seen == whole, f"{written.name}: looks at {looks}"


def recorded(case: Case) -> Iterator[dt.datetime]:
    """Return when the facts were recorded."""
    for rows in case.given.values():
        for row in rows:
            at = row["recorded_at"]
            yield at if at.tzinfo else at.replace(tzinfo=dt.timezone.utc)


def splits(moments: Sequence[dt.datetime], end: dt.datetime) -> Iterator[list[dt.datetime]]:
    """Return series of looks: at each fact, some minutes after each, and at any time."""
    yield list(moments)
    shifted = {moment + wait * MINUTE for moment in moments for wait in (1, 2, 3, 121)}
    yield sorted(at for at in shifted if at < end)
    chance = random.Random(len(moments))  # noqa: S311 - a test's
    yield sorted(moments[0] + chance.random() * (end - moments[0]) for _ in range(2 * len(moments)))


def look(
    oracle: Oracle, sql: str, case: Case, since: dt.datetime, clock: dt.datetime
) -> Observations:
    """Return what a look of these moments sees, by event."""
    parameters = {"facts_since": since, "look_clock": clock}
    for name in parameters:
        sql = re.sub(rf"\b{name}\b", f"@{name}", sql)
    rows = oracle.evaluate(sql, case.given, parameters, now=clock)
    assert len({row["event_id"] for row in rows}) == len(rows), "two verdicts have one id"
    return {row["event_id"]: row for row in rows}
