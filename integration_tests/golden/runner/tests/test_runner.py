"""The golden runner itself, tried on the tiny shop project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden.runner.agreement import disagreement
from golden.runner.case import Case, case_files, case_name, read_case
from golden.runner.exceptions import KnownDifference, read_exceptions
from golden.runner.on_bigquery import Stage
from golden.runner.oracle import Oracle, unexpected
from harness.dbt import REPOSITORY
from harness.googlesql.compiling import compile_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud.bigquery import Client
    from harness.googlesql.project import Project

CASES = Path(__file__).with_name("cases")
RIGHT = (CASES / "daily_sales" / "sales_of_a_day_are_one_row" / "case.yml").read_text()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Compile the shop."""
    directory = REPOSITORY / "integration_tests" / "googlesql" / "shop"
    return compile_project(directory, tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def stage(shop: Project, client: Client) -> Iterator[Stage]:
    """Give a BigQuery on which the shop's cases are played."""
    stage = Stage(client=client, project=shop)
    yield stage
    stage.clear()


def case_of(text: str, tmp_path: Path, project: Project) -> Case:
    path = tmp_path / "daily_sales" / "a_case" / "case.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return read_case(path, project)


@pytest.mark.parametrize("path", case_files(CASES), ids=case_name)
def test_a_right_case_passes_on_the_evaluator_and_on_bigquery(
    path: Path, shop: Project, stage: Stage
) -> None:
    case = read_case(path, shop)
    oracle = Oracle(shop).answer(case)
    assert unexpected(case, oracle) is None
    assert disagreement(stage, case, oracle, known=None) is None


def test_the_rows_of_one_case_are_gone_in_the_next(
    tmp_path: Path, shop: Project, stage: Stage
) -> None:
    case = case_of(RIGHT, tmp_path, shop)
    assert len(stage.answer(case)) == len(stage.answer(case)) > 0
    assert stage.answer(replace(case, given={})) == []


def test_a_difference_is_shown_as_a_table(tmp_path: Path, shop: Project) -> None:
    case = case_of(RIGHT.replace("sale_count: 2", "sale_count: 3"), tmp_path, shop)
    assert str(unexpected(case, Oracle(shop).answer(case))).splitlines() == [
        "   sold_on     sale_count  amount_eur",
        "   2026-03-10  1           null",
        "-  2026-03-09  3           3.1",
        "+  2026-03-09  2           3.1",
    ]


def test_order_counts_only_when_the_case_says_so(tmp_path: Path, shop: Project) -> None:
    case = case_of(f"{RIGHT}columns: [sale_count]\nordered: true\n", tmp_path, shop)
    oracle = Oracle(shop).answer(case)
    backwards = oracle.of(oracle.columns, oracle.rows[::-1])
    assert (unexpected(case, oracle) is None) != (unexpected(case, backwards) is None)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("sale_id: a", "sale_no: a", "table sales has no column sale_no"),
        ("  sales:", "  refunds:", "project shop has no node 'refunds'"),
        ("  sales:", "  stg_sales:", "stg_sales is a view; give rows of the tables below it"),
        ("amount_eur: 1.10", "amount_eur: much", "sales, row 1, amount_eur: 'much' is no NUMERIC"),
        ("n: 2", "m: 2", "there is no field m"),
        ("clock: ", "at: ", "unknown or missing: at, clock"),
    ],
)
def test_a_mistake_in_a_case_is_told_with_its_file(
    tmp_path: Path, shop: Project, right: str, wrong: str, message: str
) -> None:
    with pytest.raises(ValueError, match=r"a_case/case\.yml: ") as caught:
        case_of(RIGHT.replace(right, wrong, 1), tmp_path, shop)
    assert message in str(caught.value)


def test_an_expected_column_the_view_lacks_is_told(tmp_path: Path, shop: Project) -> None:
    case = case_of(RIGHT.replace("sold_on", "day"), tmp_path, shop)
    with pytest.raises(ValueError, match="the view has no column day; it has sold_on, sale_count"):
        unexpected(case, Oracle(shop).answer(case))


def test_a_known_difference_excuses_its_columns_only(
    tmp_path: Path, shop: Project, stage: Stage
) -> None:
    case = case_of(RIGHT, tmp_path, shop)
    oracle = Oracle(shop).answer(case)
    other = tuple(row | {"amount_eur": 9} for row in oracle.rows)
    differing = oracle.of(oracle.columns, other)
    known = KnownDifference(case=case.name, columns=("amount_eur",), why="rounding")
    excused = disagreement(stage, case, differing, known=known)
    assert excused is None
    other_column = KnownDifference(case=case.name, columns=("sold_on",), why="dates")
    left = disagreement(stage, case, differing, known=other_column)
    assert left is not None
    assert "amount_eur" in left


def test_a_known_difference_which_is_gone_is_wrong(
    tmp_path: Path, shop: Project, stage: Stage
) -> None:
    case = case_of(RIGHT, tmp_path, shop)
    known = KnownDifference(case=case.name, columns=(), why="was broken once")
    found = disagreement(stage, case, Oracle(shop).answer(case), known=known)
    assert found == "no longer differs; remove it from exceptions.yml (was: was broken once)"


def test_an_exception_without_an_explanation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.yml"
    path.write_text("- {case: a/b, columns: [c]}")
    with pytest.raises(ValueError, match="an exception has case, why"):
        read_exceptions(path)
