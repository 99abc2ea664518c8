"""The gate itself: every compiled statement of our package and of the lender is valid BigQuery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.dbt import REPOSITORY, copy_project, install_packages
from harness.googlesql.analyser import Analyser
from harness.googlesql.compiling import compile_project, compiled_package
from harness.googlesql.gate import analyser_of, check_project
from harness.googlesql.partition import partition_filter_reaches
from harness.googlesql.types import type_name
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from harness.target import Target


def test_every_compiled_statement_of_the_package_is_valid() -> None:
    report = check_project(compiled_package(), root=REPOSITORY)
    assert report.checked
    assert not report.findings, f"\n{report}"


def test_every_view_reads_only_some_days_of_the_ledger() -> None:
    """A view that reads others reads what they do, so those which read a table have to bound it."""
    package = compiled_package()
    analyser = analyser_of(package)
    pairs = [
        (view, package.nodes[unique_id])
        for view in package.nodes.values()
        if view.sql and view.resource == "model" and not view.is_table
        for unique_id in view.upstream
        if package.nodes[unique_id].is_table
    ]
    unbounded = [
        f"{view.name} reads all of {table.name}"
        for view, table in pairs
        if not partition_filter_reaches(analyser, str(view.sql), table=str(table.relation))
    ]
    judged = {f"nightledger__{name}" for name in TABLES if name != "ledger_migrations"}
    assert {table.name for _, table in pairs} == judged
    assert not unbounded


def test_every_compiled_statement_of_the_lender_is_valid(
    bigquery: Target, dataset: str, tmp_path: Path
) -> None:
    lender = copy_project(REPOSITORY / "integration_tests" / "lender", tmp_path / "lender")
    install_packages(lender)
    project = compile_project(lender, tmp_path, env=bigquery.environment(dataset))
    report = check_project(project, root=lender)
    assert report.checked
    assert not report.findings, f"\n{report}"


def test_the_yml_of_every_view_describes_its_columns_in_order() -> None:
    package = compiled_package()
    analyser = Analyser(package.catalogue())
    views = [
        v for v in package.nodes.values() if v.sql and v.resource == "model" and not v.is_table
    ]
    wrong = []
    for view in views:
        found = analyser.analyse(str(view.sql))
        analyser.catalogue.add_table(str(view.relation), found)
        described = [(column.name, type_name(column.type)) for column in view.columns]
        queried = [(column.name, type_name(column.type)) for column in found]
        if described != queried:
            wrong.append(f"{view.name}: yml {described}, query {queried}")
    assert views
    assert not wrong, "\n".join(wrong)
