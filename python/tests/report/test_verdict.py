"""The first sentence says whether the night went well, and never more than is known."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from nightledger.report.verdict import verdict_of
from python.tests.report.made_up import NOW, night, problems, router

if TYPE_CHECKING:
    from nightledger.report.verdict import NightVerdict

pytestmark = pytest.mark.row("F2")
MISSING = [{"total_count": 1}]
UNJUDGED = problems("error", kind="look", unjudged_count=1)


def judged(**changed: Any) -> NightVerdict:  # noqa: ANN401 - answers
    """Return the verdict on a night."""
    return verdict_of(night(**changed), NOW)


@pytest.mark.parametrize(
    ("changed", "tone", "sentence"),
    [
        ({}, "good", "The night went well: 4 runs, 189 tests passed, nothing is open."),
        (
            {"failed_count": 1},
            "good",
            "The night ended well: 1 of 4 runs failed, and nothing is open any more.",
        ),
        (
            {"run_count": 0},
            "unknown",
            "Nothing ran in the last 24 hours, and nothing is open.",
        ),
        (
            {"open_problems": problems("critical")},
            "bad",
            "The night did not go well: 1 critical problem is open.",
        ),
        (
            {"open_problems": problems("critical", "error", "warn")},
            "bad",
            "The night did not go well: 3 problems are open, 1 of them critical.",
        ),
        (
            {"open_problems": problems("error"), "missing_runs": MISSING},
            "bad",
            "The night did not go well: 1 problem is open and 1 run is missing.",
        ),
        ({"missing_runs": MISSING}, "bad", "The night did not go well: 1 run is missing."),
        (
            {"open_problems": problems("warn", "warn")},
            "warn",
            "The night went well, but: 2 warnings are open.",
        ),
        (
            {"open_problems": UNJUDGED},
            "bad",
            "Nobody can say: facts on record have not been judged.",
        ),
    ],
)
def test_the_sentence(changed: dict[str, Any], tone: str, sentence: str) -> None:
    verdict = judged(**changed)
    assert (verdict.tone, verdict.sentence) == (tone, sentence)


@pytest.mark.parametrize(
    ("state", "ago", "remark"),
    [
        ("healthy", timedelta(seconds=40), "the router was well 40 s ago"),
        ("dead", timedelta(hours=2), "the router has not worked for 2 h"),
        ("failing", None, "the router has failed for as long as is known"),
        ("deliveries fail", timedelta(seconds=40), "receivers refuse"),
        ("never ran", None, "No router has run here"),
    ],
)
def test_the_router_is_not_passed_over(state: str, ago: timedelta | None, remark: str) -> None:
    verdict = judged(router=[router(state, ago)])
    assert remark in " ".join(verdict.remarks)
    assert verdict.tone == ("good" if state in ("healthy", "never ran") else "warn")


def test_a_flaw_of_the_record_is_told_and_no_night_with_one_is_good() -> None:
    balance = [{"day_count": 2, "unbalanced_count": 1, "told_count": 0, "suppressed_count": 0}]
    findings = [{"finding": "duplicate facts", "finding_count": 2}]
    for changed in ({"alert_balance": balance}, {"integrity": findings}):
        verdict = judged(**changed)
        assert verdict.tone == "warn"
        assert "The record has flaws" in " ".join(verdict.remarks)
    assert "The record is complete." in judged().remarks


def test_who_was_not_told_is_said() -> None:
    verdict = judged(open_problems=problems("error", "error", untold_count=1))
    assert "1 of them has been told to nobody yet." in verdict.remarks


def test_only_a_night_without_a_blemish_is_good() -> None:
    """Every combination of what can be wrong: good needs all of it to be right."""
    choices: list[list[dict[str, Any]]] = [
        [{}, {"open_problems": problems("warn")}, {"open_problems": problems("critical")}],
        [{}, {"missing_runs": MISSING}],
        [{}, {"run_count": 0}],
        [{}, {"broken_off_count": 1}],
        [{}, {"router": [router("dead")]}],
        [{}, {"integrity": [{"finding": "missing results", "finding_count": 1}]}],
    ]
    for chosen in product(*choices):
        changed = {name: value for one in chosen for name, value in one.items()}
        verdict = judged(**changed)
        assert (verdict.tone == "good") == (not changed), changed
        is_severe = "critical" in str(changed.get("open_problems")) and bool(
            changed["open_problems"][0]["critical_count"]
        )
        if is_severe or "missing_runs" in changed:
            assert verdict.tone == "bad"
