"""Whoever deletes or forges a row of what was judged, decided or told shows in `vw_alert_ledger`.

Each case changes one row of a ledger that is balanced, and names the count that has to rise.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden.runner.case import Case, written
from harness.judging import definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from golden.runner.oracle import Oracle

    Row = dict[str, Any]
    Rows = tuple[Row, ...]

[BALANCED] = written(Path(__file__).parent / "cases" / "vw_alert_ledger.yml")
TERMS = (
    "undecided",
    "unfounded",
    "unanswered",
    "unclaimed",
    "miscounted",
    "missing_fact",
)


def without(**said: object) -> Callable[[Rows], Rows]:
    """Return a change that deletes the rows that say all of this."""
    return lambda rows: tuple(row for row in rows if not matches(row, said))


def but(change: Row, **said: object) -> Callable[[Rows], Rows]:
    """Return a change that alters the rows that say all of this."""
    return lambda rows: tuple(row | change if matches(row, said) else row for row in rows)


def and_one_like(change: Row, **said: object) -> Callable[[Rows], Rows]:
    """Return a change that adds a row, like the first that says all of this but for something."""
    return lambda rows: (
        *rows,
        next(row for row in rows if matches(row, said)) | change,
    )


def matches(row: Row, said: Mapping[str, object]) -> bool:
    return all(row.get(name) == value for name, value in said.items())


FORGED_LINE = [{"fingerprint": "nobody", "episode_id": "x", "state": "bad", "severity": "error"}]
WORSE_LINE = [{"fingerprint": "f1", "episode_id": "a", "state": "bad", "severity": "critical"}]

CASES = {
    "a verdict is deleted": (
        "problem_events",
        without(event_id="b"),
        {"miscounted", "unfounded"},
    ),
    "a verdict is forged for a look": (
        "problem_events",
        and_one_like({"event_id": "new", "row_id": "new", "fingerprint": "f9"}, event_id="b"),
        {"miscounted", "undecided"},
    ),
    "a verdict is forged without a look": (
        "problem_events",
        and_one_like({"event_id": "n", "row_id": "n", "look_id": "no"}, event_id="b"),
        {"miscounted"},
    ),
    "a look is deleted": ("looks", without(look_id="l1"), {"miscounted"}),
    "facts are deleted": (
        "looks",
        but({"counted_again": 9}, look_id="l2"),
        {"missing_fact"},
    ),
    "a decision is deleted": (
        "alert_deliveries",
        without(cause="ignored"),
        {"miscounted", "undecided"},
    ),
    "a decision is forged": (
        "alert_deliveries",
        and_one_like({"row_id": "new", "told": FORGED_LINE}, cause="ignored"),
        {"miscounted", "unfounded"},
    ),
    "an acceptance is deleted": (
        "alert_deliveries",
        without(event="accepted", sequence=2),
        {"miscounted", "unanswered", "undecided"},
    ),
    "an acceptance is forged": (
        "alert_deliveries",
        and_one_like({"row_id": "new", "sequence": 7}, event="accepted", sequence=2),
        {"miscounted", "unclaimed"},
    ),
    "a claim is deleted": (
        "alert_deliveries",
        without(event="claimed", sequence=1),
        {"miscounted", "unclaimed"},
    ),
    "an attempt is deleted": (
        "alert_deliveries",
        without(sequence=2),
        {"miscounted", "undecided"},
    ),
    "what was told is forged": (
        "alert_deliveries",
        but({"told": WORSE_LINE}, event="claimed", sequence=1),
        {"unfounded"},
    ),
}


def counts(oracle: Oracle, case: Case) -> set[str]:
    """Return the terms that are not 0 on any day, and check that the view says whether all are."""
    answer = oracle.answer(case, definitions()["vw_alert_ledger"].sql)
    wrong = {term for row in answer.rows for term in TERMS if row[f"{term}_count"] != 0}
    assert all(row["is_balanced"] for row in answer.rows) == (not wrong)
    return wrong


def test_what_nobody_touched_is_balanced(oracle: Oracle) -> None:
    assert counts(oracle, BALANCED.read()) == set()


@pytest.mark.row("C8")
@pytest.mark.parametrize("name", CASES)
def test_a_row_that_was_deleted_or_forged_shows(name: str, oracle: Oracle) -> None:
    table, change, expected = CASES[name]
    case = BALANCED.read()
    given = {
        full_name: change(rows) if full_name.endswith(f".{table}") else rows
        for full_name, rows in case.given.items()
    }
    assert expected <= counts(oracle, replace(case, given=given))
