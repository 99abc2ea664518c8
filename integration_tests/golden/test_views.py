"""Every view that judges, on small tables: by GoogleSQL's evaluator, and again on a BigQuery."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from golden.runner.agreement import disagreement
from golden.runner.case import case_files, case_name, read_case
from golden.runner.oracle import Oracle, unexpected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from golden.runner.exceptions import KnownDifference
    from golden.runner.on_bigquery import Stage
    from harness.googlesql.project import Project
    from harness.target import Target


def test_the_view_shows_what_is_expected(case_file: Path, package: Project, oracle: Oracle) -> None:
    case = read_case(case_file, package)
    wrong = unexpected(case, oracle.answer(case))
    assert wrong is None, f"{case_file}\n- missing, + not expected\n{wrong}"


def test_bigquery_answers_the_same(  # noqa: PLR0913, PLR0917 - all are fixtures
    case_file: Path,
    package: Project,
    oracle: Oracle,
    bigquery: Target,
    stage: Stage,
    exceptions: Mapping[str, KnownDifference],
) -> None:
    case = read_case(case_file, package)
    known = exceptions.get(case.name) if bigquery.is_emulator else None
    given = oracle.answer(case)
    wrong = disagreement(stage, case, given, known=known)
    assert wrong is None, f"{case_file}\n{wrong}"


def test_every_exception_is_about_a_case(exceptions: Mapping[str, KnownDifference]) -> None:
    assert set(exceptions) <= set(map(case_name, case_files(Path(__file__).parent)))
