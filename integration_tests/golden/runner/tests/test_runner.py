"""The golden runner itself, tried on the plainest part of the look."""

from __future__ import annotations

from dataclasses import replace
from textwrap import indent
from typing import TYPE_CHECKING

import pytest
from golden.runner.agreement import disagreement
from golden.runner.case import Case, written
from golden.runner.exceptions import KnownDifference, read_exceptions
from golden.runner.on_bigquery import Stage
from golden.runner.oracle import Oracle, unexpected
from harness.judging import definitions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.googlesql.evaluator import Answer

RIGHT = """\
clock: 2026-03-10 06:00:00
since: 2026-03-10 04:00:00
defaults: {environment: prod, source: edr, status: open, severity: error, title: Late}
given:
  alert_notices:
    - {row_id: read before, notice_id: n0, notice_key: k0, occurred_at: 2026-03-10 03:00:00}
    - {row_id: a, notice_id: n1, notice_key: k1, occurred_at: 2026-03-10 05:00:00}
    - {row_id: a, notice_id: n1, notice_key: k1, occurred_at: 2026-03-10 05:30:00}
    - {row_id: b, notice_id: n2, notice_key: k2, occurred_at: 2026-03-10 05:10:00, tags: [x]}
expect:
  - {subject_id: k1, outcome: bad}
  - {subject_id: k2, outcome: bad}
"""


@pytest.fixture(scope="module")
def stage(client: Client) -> Iterator[Stage]:
    """Yield a BigQuery on which the cases are played."""
    stage = Stage(client=client)
    yield stage
    stage.clear()


def case_of(text: str, tmp_path: Path) -> Case:
    path = tmp_path / "observed_notices.yml"
    path.write_text(f"a_case:\n{indent(text, '  ')}")
    [case] = written(path)
    return case.read()


def answer(case: Case) -> Answer:
    return Oracle().answer(case, definitions()[case.part].sql)


def test_a_right_case_passes_on_the_evaluator_and_on_bigquery(tmp_path: Path, stage: Stage) -> None:
    case = case_of(RIGHT, tmp_path)
    assert unexpected(case, answer(case)) is None
    rows = stage.answer(case, definitions())
    assert disagreement(rows, answer(case), known=None) is None


def test_the_rows_of_one_case_are_gone_in_the_next(tmp_path: Path, stage: Stage) -> None:
    case = case_of(RIGHT, tmp_path)
    parts = definitions()
    assert len(stage.answer(case, parts)) == len(stage.answer(case, parts)) == 2
    assert stage.answer(replace(case, given={}), parts) == []


def test_a_difference_is_shown_as_a_table(tmp_path: Path) -> None:
    case = case_of(RIGHT.replace("{subject_id: k1, outcome: bad}", "{subject_id: k9}"), tmp_path)
    assert str(unexpected(case, answer(case))).splitlines() == [
        "   subject_id  outcome",
        "-  k9          null",
        "   k2          bad",
        "+  k1          bad",
    ]


def test_order_counts_only_when_the_case_says_so(tmp_path: Path) -> None:
    case = case_of(f"{RIGHT}columns: [subject_id]\nordered: true\n", tmp_path)
    given = answer(case)
    backwards = given.of(given.columns, given.rows[::-1])
    assert (unexpected(case, given) is None) != (unexpected(case, backwards) is None)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            "notice_id: n0",
            "notice_no: n0",
            "table alert_notices has no column notice_no",
        ),
        ("  alert_notices:", "  refunds:", "refunds is no table of the ledger"),
        ("  alert_notices:", "  vw_silences:", "vw_silences is no table of the ledger"),
        (
            "n0, notice_key: k0, occurred_at: 2026-03-10 03:00:00",
            "n0, occurred_at: today",
            "alert_notices, row 1, occurred_at",
        ),
        ("clock: ", "at: ", "unknown or missing: at, clock"),
    ],
)
def test_a_mistake_in_a_case_is_told_with_its_file(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    with pytest.raises(ValueError, match=r"observed_notices\.yml, a_case: ") as caught:
        case_of(RIGHT.replace(right, wrong, 1), tmp_path)
    assert message in str(caught.value)


def test_an_expected_column_the_part_lacks_is_told(tmp_path: Path) -> None:
    case = case_of(RIGHT.replace("outcome: bad", "verdict: bad"), tmp_path)
    with pytest.raises(ValueError, match="it has no column verdict; it has event_id, environment"):
        unexpected(case, answer(case))


def test_a_known_difference_excuses_its_columns_only(tmp_path: Path, stage: Stage) -> None:
    case = case_of(RIGHT, tmp_path)
    given, rows = answer(case), stage.answer(case, definitions())
    other = tuple(row | {"owner": "somebody"} for row in given.rows)
    differing = given.of(given.columns, other)
    known = KnownDifference(case=case.name, columns=("owner",), why="names")
    assert disagreement(rows, differing, known=known) is None
    other_column = KnownDifference(case=case.name, columns=("subject",), why="dates")
    left = disagreement(rows, differing, known=other_column)
    assert left is not None
    assert "somebody" in left


def test_a_known_difference_which_is_gone_is_wrong(tmp_path: Path, stage: Stage) -> None:
    case = case_of(RIGHT, tmp_path)
    known = KnownDifference(case=case.name, columns=(), why="was broken once")
    found = disagreement(stage.answer(case, definitions()), answer(case), known=known)
    assert found == "no longer differs; remove it from exceptions.yml (was: was broken once)"


def test_an_exception_without_an_explanation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.yml"
    path.write_text("- {case: a/b, columns: [c]}")
    with pytest.raises(ValueError, match="an exception has case, why"):
        read_exceptions(path)
