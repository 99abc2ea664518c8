"""Collects the cases: `<part>/<behaviour>/case.yml` below this folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from golden.runner.case import case_files, case_name, promising_branches, settings_name
from golden.runner.exceptions import KnownDifference, read_exceptions
from golden.runner.on_bigquery import Stage
from golden.runner.oracle import Oracle
from harness.judging import Definition, definitions, judging_promises

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from google.cloud.bigquery import Client

HERE = Path(__file__).parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test that asks for `case_file` one case after the other, with what it proves."""
    if "case_file" in metafunc.fixturenames:
        rows = yaml.safe_load((HERE / "rows.yml").read_text())
        cases = [
            pytest.param(
                file,
                id=case_name(file),
                marks=[pytest.mark.row(row) for row in rows.get(file.parents[1].name, ())],
            )
            for file in case_files(HERE)
        ]
        metafunc.parametrize("case_file", cases)


@pytest.fixture
def parts(case_file: Path) -> Mapping[str, Definition]:
    """Give everything that judges, rendered with the settings of the case."""
    settings = yaml.safe_load((HERE / "settings.yml").read_text())
    name = settings_name(case_file)
    parts = definitions(json.dumps(settings[name]) if name else None)
    if branches := promising_branches(case_file):
        return {**parts, "absences": judging_promises(parts, branches)}
    return parts


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    """Give GoogleSQL's evaluator over the ledger's tables."""
    return Oracle()


@pytest.fixture(scope="session")
def stage(client: Client) -> Iterator[Stage]:
    """Give the BigQuery on which cases are played."""
    stage = Stage(client=client)
    yield stage
    stage.clear()


@pytest.fixture(scope="session")
def exceptions() -> Mapping[str, KnownDifference]:
    """Give the known differences of the embedded BigQuery, by case."""
    return read_exceptions(HERE / "exceptions.yml")
