"""What a tick did, in words."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from nightledger.cli.ticking import delivery_line, is_quiet, summary
from nightledger.watch import TickReport

LATER = datetime(2026, 3, 10, 5, 1, tzinfo=timezone.utc)
ROW: dict[str, Any] = {
    "event": "accepted",
    "receiver": "mail",
    "recipient": "ada@lender.example",
    "title": "CRITICAL: unique on loans.loan_id failed (prod)",
    "cause": None,
    "response_code": 250,
    "response": "OK",
    "retry_at": None,
    "problem_count": 1,
}


def report(**changes: Any) -> TickReport:  # noqa: ANN401 - any field of it
    """Return the report of a tick that had nothing to do."""
    fields: dict[str, Any] = {"tick_id": "t", "finished_at": LATER}
    return TickReport(**(fields | changes))


@pytest.mark.row("C7")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "accepted"),
        (
            {"event": "retryable", "response_code": 503, "response": "busy", "retry_at": LATER},
            "not accepted, tried again from 2026-03-10 05:01:00 UTC (503 busy)",
        ),
        (
            {"event": "unknown", "response_code": None, "response": "no answer in 10 s"},
            "no answer, it may have arrived (no answer in 10 s)",
        ),
        (
            {"event": "permanent", "response_code": 404, "response": None},
            "refused (404); others are told, and it is asked again later",
        ),
        (
            {"event": "refused", "response_code": 413, "response": "too large"},
            "this message is refused (413 too large); others are told",
        ),
        ({"event": "suppressed", "cause": "silenced"}, "not told (silenced)"),
    ],
)
def test_an_outcome_is_told_with_receiver_and_title(changes: dict[str, Any], words: str) -> None:
    expected = f"mail ada@lender.example: {ROW['title']}: {words}"
    assert delivery_line(ROW | changes) == expected


def test_a_decision_about_nobody_is_told_by_its_number_of_problems() -> None:
    row = dict.fromkeys(ROW) | {"event": "suppressed", "problem_count": 1, "cause": "ignored"}
    assert delivery_line(row) == "nobody: 1 problem: not told (ignored)"


def test_counts_that_are_none_are_left_out() -> None:
    assert summary(report()) == "everybody knows what there is to know"
    assert summary(report(outcome="idle")) == "nothing is new"
    busy = report(
        problem_count=1_200,
        message_count=2,
        accepted_count=1,
        failed_count=1,
        held_count=3,
        next_look_at=LATER,
        duration_seconds=0.74,
    )
    assert summary(busy) == (
        "1,200 problems, 2 sent, 1 accepted, 1 not accepted, "
        "3 waiting until 2026-03-10 05:01:00 UTC, in 0.7 s"
    )


def test_a_tick_in_which_all_wait_is_quiet() -> None:
    assert is_quiet(report(problem_count=3, held_count=3))
    assert not is_quiet(report(problem_count=3, decision_count=1))
