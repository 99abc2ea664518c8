"""dbt v2 reads and compiles the package as its users do: through a project that installed it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness.dbt import REPOSITORY, copy_project, run_dbt
from harness.specimen import SPECIMEN
from harness.target import PROFILES

from .environments import V2, need
from .recording import copy_package

if TYPE_CHECKING:
    from pathlib import Path

    from harness.dbt import DbtResult

pytestmark = pytest.mark.row("F6")
PROJECTS = {
    "specimen": SPECIMEN,
    "lender": REPOSITORY / "integration_tests" / "lender",
    "consumer": REPOSITORY / "integration_tests" / "consumer" / "project",
}


def v2(command: str, source: Path, folder: Path, package: Path = REPOSITORY) -> DbtResult:
    """Install the package in a copy of a project and run a command, every complaint shown."""
    need(V2)
    project = copy_project(source, folder / "project", packages=(package,))
    environment = {"DBT_PROFILES_DIR": str(PROFILES)}
    run_dbt(project, "deps", python_env=V2, env=environment).succeeded()
    return run_dbt(project, command, "--show-all-deprecations", python_env=V2, env=environment)


def complaints(result: DbtResult) -> list[str]:
    """Return the lines that warn or report an error."""
    return re.findall(r"^.*(?:\bwarning|\berror|\[Warning|\[Error).*$", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", PROJECTS)
def test_v2_parses_a_project_with_the_package_without_a_word(name: str, tmp_path: Path) -> None:
    result = v2("parse", PROJECTS[name], tmp_path).succeeded()
    assert complaints(result) == []


def test_a_complaint_about_the_package_would_be_seen(tmp_path: Path) -> None:
    package = copy_package(tmp_path / "nightledger")
    model = package / "models" / "ledger" / "dlt_loads.yml"
    model.write_text(model.read_text().replace("config:", "config:\n      unheard_of: 1", 1))
    result = v2("parse", SPECIMEN, tmp_path, package)
    assert any("unheard_of" in line for line in complaints(result)), result.stdout


def package_without_hooks(folder: Path) -> Path:
    """Copy the package without its hooks, for which v2 connects to BigQuery even to compile."""
    package = copy_package(folder)
    project = package / "dbt_project.yml"
    project.write_text(re.sub(r"^on-run-.*\n", "", project.read_text(), flags=re.MULTILINE))
    return package


def test_v2_understands_the_sql_of_every_model(tmp_path: Path) -> None:
    package = package_without_hooks(tmp_path / "nightledger")
    result = v2("compile", PROJECTS["consumer"], tmp_path, package).succeeded()
    assert complaints(result) == []


def test_a_model_v2_does_not_understand_would_be_seen(tmp_path: Path) -> None:
    package = package_without_hooks(tmp_path / "nightledger")
    model = package / "models" / "runbook" / "nightledger__vw_run_summary.sql"
    model.write_text(model.read_text() + "\nwhere cast([ as\n")
    result = v2("compile", PROJECTS["consumer"], tmp_path, package)
    assert any("SyntaxInvalid" in line for line in complaints(result)), result.stdout
