"""Setting the ledger up, changing it, and building beside it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from harness.dbt import run_dbt
from harness.jobs import jobs_since
from nightledger import contract

if TYPE_CHECKING:
    from harness.specimen import Project

TABLES = set(contract.TABLES)
SETUP = ("run-operation", "nightledger.setup")
UPGRADE = ("run", "--select", "package:nightledger", "--full-refresh")


def test_setup_creates_every_table_and_says_what_to_do_next(project: Project) -> None:
    output = project.dbt(*SETUP).succeeded().stdout
    assert project.tables() == TABLES
    assert output.count("created") == len(TABLES)
    assert "Next: dbt run -s package:nightledger --full-refresh" in output


def test_setup_twice_changes_nothing(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    output = project.dbt(*SETUP).succeeded().stdout
    assert output.count("exists") == len(TABLES)
    assert len(project.rows("ledger_migrations")) == len(TABLES)


def test_two_setups_at_once_both_succeed(project: Project) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(
                run_dbt,
                project.folder,
                *SETUP,
                env=project.environment,
                target_path=project.folder / f"target_{number}",
                log_path=project.folder / f"logs_{number}",
            )
            for number in range(2)
        ]
    for run in runs:
        run.result().succeeded()
    assert project.tables() == TABLES
    assert {row["table_name"] for row in project.rows("ledger_migrations")} == TABLES


@pytest.mark.row("A10")
def test_setup_adds_a_missing_column_and_keeps_every_row(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    project.dbt("seed").succeeded()
    table = f"`{project.ledger}`.dbt_node_results"
    before = project.rows("dbt_node_results")
    project.client.query(f"alter table {table} drop column owner").result()
    output = project.dbt(*SETUP).succeeded().stdout
    assert re.search(r"dbt_node_results +changed  added owner", output)
    after = project.rows("dbt_node_results")
    assert [row["row_id"] for row in after] == [row["row_id"] for row in before]
    assert "owner" in after[0]


@pytest.mark.row("A10")
def test_setup_refuses_a_column_of_another_type_by_name(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.dbt_node_results"
    project.client.query(f"drop table {table}").result()
    project.client.query(f"create table {table} (row_id int64)").result()
    result = project.dbt(*SETUP)
    assert result.returncode != 0
    assert "row_id is int64" in result.stdout
    assert "and string in the contract" in result.stdout


@pytest.mark.row("A10")
def test_full_refresh_of_the_package_keeps_every_row(project: Project) -> None:
    project.dbt("seed").succeeded()
    before = project.rows("dbt_invocations")
    project.dbt(*UPGRADE).succeeded()
    kept = {row["row_id"] for row in project.rows("dbt_invocations")}
    assert {row["row_id"] for row in before} < kept


@pytest.mark.row("A10")
def test_full_refresh_refuses_a_column_of_another_type(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.dlt_loads"
    project.client.query(f"drop table {table}").result()
    project.client.query(f"create table {table} (row_id string, rows_loaded string)").result()
    result = project.dbt("run", "--select", "nightledger__dlt_loads", "--full-refresh")
    assert result.returncode == 1
    assert "rows_loaded is string" in result.stdout


def test_an_ordinary_build_costs_at_most_four_jobs_more(project: Project) -> None:
    project.dbt("build").stdout  # noqa: B018 - the first one creates tables and views
    jobs = []
    for settings in ("{}", "{nightledger: {capture: false}}"):
        moment = datetime.now(timezone.utc) - timedelta(milliseconds=5)
        project.dbt("build", "--vars", settings)
        jobs.append(len(jobs_since(project.client, moment)))
    assert 1 <= jobs[0] - jobs[1] <= 4


def test_under_empty_no_view_is_made_that_would_stay_empty(project: Project) -> None:
    project.dbt("run", "--select", "package:nightledger", "--empty").succeeded()
    assert project.tables() == TABLES


def test_the_ledger_says_when_it_is_older_than_the_package(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    project.client.query(
        f"insert into `{project.ledger}`.ledger_migrations"
        " (row_id, occurred_at, recorded_at, environment, version, table_name, action,"
        " contract_checksum) values ('x', current_timestamp(),"
        " timestamp_add(current_timestamp(), interval 1 hour), 'e', '0.0.9', 't', 'created', 'c')"
    ).result()
    output = project.dbt("seed").succeeded().stdout
    assert "the ledger was set up by version 0.0.9 and this is 0.1.0" in output
    assert "nightledger.setup" in output


def test_status_says_where_the_ledger_is_and_what_is_missing(project: Project) -> None:
    before = project.dbt("run-operation", "nightledger.status").succeeded().stdout
    assert "last row    none" in before
    assert "Next: dbt run-operation nightledger.setup" in before
    project.dbt("build", "--select", "people").succeeded()
    after = project.dbt("run-operation", "nightledger.status").succeeded().stdout
    assert "capture     on" in after
    assert f"ledger      {project.client.project}.{project.ledger}" in after
    assert "last row    20" in after
    assert "Next: dbt run -s package:nightledger" in after
