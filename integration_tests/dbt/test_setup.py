"""Setting the ledger up, changing it, and building beside it."""

from __future__ import annotations

import json
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


def test_setup_creates_every_table_and_says_what_to_do_next(project: Project) -> None:
    output = project.dbt(*SETUP).succeeded().stdout
    assert {name for name, kind in project.kinds().items() if kind == "TABLE"} == TABLES
    assert output.count("created") == len(TABLES)
    assert "Next: dbt build" in output


def test_setup_makes_views_with_their_descriptions_and_procedures(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    view = project.client.get_table(f"{project.ledger}.vw_open_problems")
    assert view.table_type == "VIEW"
    routines = {each.routine_id for each in project.client.list_routines(project.ledger)}
    assert routines >= {"look", "look_at"}


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
    assert project.tables() >= TABLES
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
    assert "column row_id of" in result.stdout
    assert "is int64 and has to be string" in result.stdout


@pytest.mark.row("A10")
@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (
            "partition by timestamp_trunc(occurred_at, day)",
            "is partitioned by occurred_at and has to be by recorded_at",
        ),
        ("", "is partitioned by nothing and has to be by recorded_at"),
    ],
    ids=["another column", "no column"],
)
def test_setup_refuses_a_table_that_is_partitioned_otherwise_and_touches_nothing(
    project: Project, clauses: str, expected: str
) -> None:
    project.dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.dlt_loads"
    project.client.query(f"create or replace table {table} {clauses} as select * from {table}")
    project.client.query(f"alter table `{project.ledger}`.looks drop column watermark").result()
    before = project.rows("ledger_migrations")
    result = project.dbt(*SETUP)
    assert result.returncode != 0
    assert expected in result.stdout
    assert "nothing was changed" in result.stdout
    assert project.rows("ledger_migrations") == before
    columns = {each.name for each in project.client.get_table(f"{project.ledger}.looks").schema}
    assert "watermark" not in columns


def test_setup_says_when_a_table_is_clustered_otherwise(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.looks"
    project.client.query(
        f"create or replace table {table} partition by timestamp_trunc(recorded_at, day)"
        f" cluster by look_id as select * from {table}"
    ).result()
    output = project.dbt(*SETUP).succeeded().stdout
    assert "clustered by look_id, best by nothing" in output


def test_setup_rewrites_a_description_in_a_statement_of_its_own(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.looks"
    for column in ("look_id", "event"):
        project.client.query(
            f"alter table {table} alter column {column} set options(description='old')"
        ).result()
    project.client.query(
        f"update `{project.ledger}`.ledger_migrations set contract_checksum = 'old'"
        " where table_name = 'looks'"
    ).result()
    moment = datetime.now(timezone.utc)
    assert "looks " in project.dbt(*SETUP).succeeded().stdout
    schema = project.client.get_table(f"{project.ledger}.looks").schema
    assert not [column.name for column in schema if column.description == "old"]
    (script,) = (job.sql for job in jobs_since(project.client, moment) if "alter table" in job.sql)
    assert script.count("alter column") == 2


@pytest.mark.row("A10")
def test_a_dataset_that_others_use_is_refused_until_it_is_chosen(project: Project) -> None:
    project.client.query(
        f"create schema `{project.ledger}`; create table `{project.ledger}`.cloudaudit (x int64)"
    ).result()
    refused = project.dbt(*SETUP)
    assert refused.returncode != 0
    assert "which others use: it holds cloudaudit" in refused.stdout
    assert f"vars: {{nightledger: {{dataset: {project.dataset}_audit}}}}" in refused.stdout
    build = project.dbt("seed").succeeded()
    assert build.stdout.count("[nightledger]") == 1
    assert project.tables() == {"cloudaudit"}
    chosen = json.dumps({"nightledger": {"dataset": project.ledger}})
    project.dbt(*SETUP, "--vars", chosen).succeeded()
    assert project.tables() > TABLES


def test_a_dataset_named_in_the_settings_holds_the_ledger(project: Project) -> None:
    other = f"{project.dataset}_elsewhere"
    settings = json.dumps({"nightledger": {"dataset": other, "labels": {"team": "data"}}})
    project.dbt("seed", "--vars", settings).succeeded()
    tables = {each.table_id for each in project.client.list_tables(other)}
    project.client.delete_dataset(other, delete_contents=True)
    assert tables > TABLES


@pytest.mark.row("A10")
def test_a_model_that_would_replace_a_table_of_the_ledger_stops_dbt_before_it_builds(
    project: Project,
) -> None:
    project.dbt("seed").succeeded()
    before = project.rows("dbt_invocations")
    (project.folder / "models" / "looks.sql").write_text(
        "{{ config(schema='audit', materialized='table') }} select 1 as x"
    )
    result = project.dbt("build")
    assert result.returncode != 0
    assert "model.specimen.looks would be built as" in result.stdout
    assert project.rows("dbt_invocations") == before


def test_an_ordinary_build_costs_at_most_four_jobs_more(project: Project) -> None:
    project.dbt("build").stdout  # noqa: B018 - the first one creates tables and views
    jobs = []
    for settings in ("{}", "{nightledger: {capture: false}}"):
        moment = datetime.now(timezone.utc) - timedelta(milliseconds=5)
        project.dbt("build", "--vars", settings)
        jobs.append(len(jobs_since(project.client, moment)))
    assert 1 <= jobs[0] - jobs[1] <= 4


def test_under_empty_a_ref_of_the_ledger_compiles(project: Project) -> None:
    (project.folder / "models" / "recorded.sql").write_text(
        "select * from {{ ref('nightledger', 'nightledger__dbt_invocations') }}"
    )
    project.dbt("run", "--select", "recorded", "--empty").succeeded()


def test_the_ledger_says_when_it_is_older_than_the_package(project: Project) -> None:
    project.dbt(*SETUP).succeeded()
    project.client.query(
        f"insert into `{project.ledger}`.ledger_migrations"
        " (row_id, occurred_at, recorded_at, recorded_by, environment, version, table_name, action,"
        " contract_checksum) values ('x', current_timestamp(),"
        " timestamp_add(current_timestamp(), interval 1 hour), 'me', 'e', '0.0.9', 't', 'created', 'c')"
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
    assert "missing     nothing" in after
    assert "Next:" not in after
