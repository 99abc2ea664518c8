"""Collects the cases: `cases/<part>.yml`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from golden.runner.case import WrittenCase, cases_in
from golden.runner.exceptions import KnownDifference, read_exceptions
from golden.runner.on_bigquery import Stage
from golden.runner.oracle import Oracle
from harness.judging import Definition, definitions, judging_promises

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from google.cloud.bigquery import Client

HERE = Path(__file__).parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Return every test that asks for `written` one case after the other, with what it proves."""
    if "written" in metafunc.fixturenames:
        cases = [
            pytest.param(case, id=case.name, marks=[pytest.mark.row(row) for row in case.rows])
            for case in cases_in(HERE / "cases")
        ]
        metafunc.parametrize("written", cases)


@pytest.fixture
def parts(written: WrittenCase) -> Mapping[str, Definition]:
    """Return everything that judges, rendered with the settings of the case."""
    settings = yaml.safe_load((HERE / "settings.yml").read_text())
    name = written.document.get("settings")
    parts = definitions(json.dumps(settings[name]) if name else None)
    if branches := written.document.get("promised_by"):
        return {**parts, "absences": judging_promises(parts, branches)}
    return parts


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    """Return GoogleSQL's evaluator over the ledger's tables."""
    return Oracle()


@pytest.fixture(scope="session")
def stage(client: Client) -> Iterator[Stage]:
    """Yield the BigQuery on which cases are played."""
    stage = Stage(client=client)
    yield stage
    stage.clear()


@pytest.fixture(scope="session")
def exceptions() -> Mapping[str, KnownDifference]:
    """Return the known differences of the embedded BigQuery, by case."""
    return read_exceptions(HERE / "exceptions.yml")
