"""Collects the cases: `<view>/<behaviour>/case.yml` below this folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from golden.runner.case import case_files, case_name, settings_name
from golden.runner.exceptions import KnownDifference, read_exceptions
from golden.runner.on_bigquery import Stage
from golden.runner.oracle import Oracle
from harness.googlesql.compiling import compiled_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
def packages() -> Callable[[str | None], Project]:
    """Give our package, compiled once for each of the settings that cases name."""
    settings = yaml.safe_load((HERE / "settings.yml").read_text())
    return lambda name: compiled_package(json.dumps(settings[name]) if name else None)


@pytest.fixture
def package(case_file: Path, packages: Callable[[str | None], Project]) -> Project:
    """Give our compiled package, with the settings of the case."""
    return packages(settings_name(case_file))


@pytest.fixture(scope="session")
def oracles() -> dict[int, Oracle]:
    """Give the evaluators there are by now, by package."""
    return {}


@pytest.fixture
def oracle(package: Project, oracles: dict[int, Oracle]) -> Oracle:
    """Give GoogleSQL's evaluator over our package."""
    if id(package) not in oracles:
        oracles[id(package)] = Oracle(package)
    return oracles[id(package)]


@pytest.fixture(scope="session")
def stages() -> Iterator[dict[int, Stage]]:
    """Give the stages there are by now, by package."""
    stages: dict[int, Stage] = {}
    yield stages
    for stage in stages.values():
        stage.clear()


@pytest.fixture
def stage(package: Project, client: Client, stages: dict[int, Stage]) -> Stage:
    """Give the BigQuery on which cases are played."""
    if id(package) not in stages:
        stages[id(package)] = Stage(client=client, project=package)
    return stages[id(package)]


@pytest.fixture(scope="session")
def exceptions() -> Mapping[str, KnownDifference]:
    """Give the known differences of the embedded BigQuery, by case."""
    return read_exceptions(HERE / "exceptions.yml")
