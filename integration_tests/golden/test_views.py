"""All SQL that judges, on small tables: by GoogleSQL's evaluator, and again on a BigQuery.

A case with `looks` runs whole looks first, which the evaluator cannot: it is for BigQuery alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden.runner.agreement import disagreement
from golden.runner.case import cases_in
from golden.runner.comparison import difference
from golden.runner.oracle import Oracle, chosen, unexpected
from google.api_core.exceptions import GoogleAPIError
from harness.googlesql.analyser import Analyser
from harness.judging import at, contract_tables

CASES = Path(__file__).with_name("cases")

if TYPE_CHECKING:
    from collections.abc import Mapping

    from golden.runner.case import WrittenCase
    from golden.runner.exceptions import KnownDifference
    from golden.runner.on_bigquery import Stage
    from harness.judging import Definition
    from harness.target import Target


def test_the_part_shows_what_is_expected(
    written: WrittenCase, parts: Mapping[str, Definition], oracle: Oracle
) -> None:
    case = written.read()
    if case.looks:
        pytest.skip("whole looks run on BigQuery only: the next test")
    wrong = unexpected(case, oracle.answer(case, parts[case.part].sql))
    assert wrong is None, f"{written.name}\n- missing, + not expected\n{wrong}"


def test_bigquery_answers_the_same(  # noqa: PLR0913, PLR0917 - all are fixtures
    written: WrittenCase,
    parts: Mapping[str, Definition],
    oracle: Oracle,
    bigquery: Target,
    stage: Stage,
    exceptions: Mapping[str, KnownDifference],
) -> None:
    case = written.read()
    known = exceptions.get(case.name) if bigquery.is_emulator else None
    try:
        rows = stage.answer(case, parts)
    except GoogleAPIError as error:
        if known and not known.columns:
            return
        pytest.fail(f"{written.name}\nrefused: {error}")
    if case.looks:
        sql = at(parts[case.part].sql, case.clock, case.since)
        columns = chosen(Analyser(contract_tables()).analyse(sql), case.columns)
        wrong: object = difference(case.expect, rows, columns, ordered=case.ordered)
    else:
        given = oracle.answer(case, parts[case.part].sql)
        wrong = disagreement(rows, given, known=known)
    assert wrong is None, f"{written.name}\n{wrong}"


def test_every_exception_is_about_a_case(
    exceptions: Mapping[str, KnownDifference],
) -> None:
    assert set(exceptions) <= {case.name for case in cases_in(CASES)}
