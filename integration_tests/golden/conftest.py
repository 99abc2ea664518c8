"""Collects the cases: `<view>/<behaviour>/case.yml` below this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from golden.runner.case import case_files, case_name
from golden.runner.exceptions import KnownDifference, read_exceptions
from golden.runner.on_bigquery import Stage
from golden.runner.oracle import Oracle
from harness.googlesql.compiling import compiled_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from google.cloud.bigquery import Client
    from harness.googlesql.project import Project

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


@pytest.fixture(scope="session")
def package() -> Project:
    """Give our compiled package."""
    return compiled_package()


@pytest.fixture(scope="session")
def oracle(package: Project) -> Oracle:
    """Give GoogleSQL's evaluator over our package."""
    return Oracle(package)


@pytest.fixture(scope="session")
def stage(package: Project, client: Client) -> Iterator[Stage]:
    """Give the BigQuery on which cases are played."""
    stage = Stage(client=client, project=package)
    yield stage
    stage.clear()


@pytest.fixture(scope="session")
def exceptions() -> Mapping[str, KnownDifference]:
    """Give the known differences of the embedded BigQuery, by case."""
    return read_exceptions(HERE / "exceptions.yml")
