"""Every compiled statement of the lender, the package's nodes among them, is valid BigQuery.

The package's own statements are checked with their size, in test_plan_size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.dbt import REPOSITORY, copy_project, install_packages
from harness.googlesql.compiling import compile_project
from harness.googlesql.gate import check_project

if TYPE_CHECKING:
    from pathlib import Path

    from harness.target import Target


def test_every_compiled_statement_of_the_lender_is_valid(
    bigquery: Target, dataset: str, tmp_path: Path
) -> None:
    lender = copy_project(REPOSITORY / "integration_tests" / "lender", tmp_path / "lender")
    install_packages(lender)
    project = compile_project(lender, tmp_path, env=bigquery.environment(dataset))
    report = check_project(project, root=lender)
    assert report.checked
    assert not report.findings, f"\n{report}"
