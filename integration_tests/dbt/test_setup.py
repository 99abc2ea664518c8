"""Setting the ledger up, changing it, and building beside it."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from harness.dbt import REPOSITORY, run_dbt
from harness.dbt_in_process import Session
from harness.jobs import jobs_since
from nightledger import __version__, contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.dbt_in_process import Outcome
    from harness.specimen import Project

    Dbt = Callable[..., Outcome]

TABLES = set(contract.TABLES)
SETUP = ("run-operation", "nightledger.setup")
RULES = (
    "severity",
    "flapping_changes",
    "transient_wait_minutes",
    "max_age_hours",
    "fresh_by",
    "min_rows",
    "max_rows",
    "ignore",
)


@pytest.fixture(scope="module")
def parsed(new_project: Callable[[], Project]) -> tuple[Project, Session]:
    """Return a specimen, parsed once for all tests that leave its files as they are."""
    project = new_project()
    session = Session(folder=project.folder, environment=project.environment)
    session.parse().succeeded()
    return project, session


@pytest.fixture
def project(parsed: tuple[Project, Session]) -> Iterator[Project]:
    """Yield that specimen, without any dataset."""
    yield parsed[0]
    parsed[0].drop()


@pytest.fixture
def dbt(parsed: tuple[Project, Session]) -> Dbt:
    """Return what runs a command in it."""
    return parsed[1].run


@pytest.fixture
def own(new_project: Callable[[], Project]) -> Project:
    """Return a specimen of a test's own, run as a process."""
    return new_project()


def test_setup_creates_every_table_and_says_what_to_do_next(project: Project, dbt: Dbt) -> None:
    output = dbt(*SETUP).succeeded().stdout
    assert {name for name, kind in project.kinds().items() if kind == "TABLE"} == TABLES
    assert output.count("created") == len(TABLES)
    assert "Next: dbt build" in output


def test_setup_makes_views_with_their_descriptions_and_procedures(
    project: Project, dbt: Dbt
) -> None:
    dbt(*SETUP).succeeded()
    view = project.client.get_table(f"{project.ledger}.vw_open_problems")
    assert view.table_type == "VIEW"
    routines = {each.routine_id for each in project.client.list_routines(project.ledger)}
    assert routines >= {"look", "look_at"}


def test_setup_twice_changes_nothing(project: Project, dbt: Dbt) -> None:
    dbt(*SETUP).succeeded()
    output = dbt(*SETUP).succeeded().stdout
    assert output.count("exists") == len(TABLES)
    assert len(project.rows("ledger_migrations")) == len(TABLES)


def test_two_setups_at_once_both_succeed(own: Project) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(
                run_dbt,
                own.folder,
                *SETUP,
                env=own.environment,
                target_path=own.folder / f"target_{number}",
                log_path=own.folder / f"logs_{number}",
            )
            for number in range(2)
        ]
    for run in runs:
        run.result().succeeded()
    assert own.tables() >= TABLES
    assert {row["table_name"] for row in own.rows("ledger_migrations")} == TABLES


@pytest.mark.row("A10")
def test_setup_adds_a_missing_column_and_keeps_every_row(project: Project, dbt: Dbt) -> None:
    dbt(*SETUP).succeeded()
    dbt("seed").succeeded()
    table = f"`{project.ledger}`.dbt_node_results"
    before = project.rows("dbt_node_results")
    project.client.query(f"alter table {table} drop column owner").result()
    output = dbt(*SETUP).succeeded().stdout
    assert re.search(r"dbt_node_results +changed  added owner", output)
    after = project.rows("dbt_node_results")
    assert [row["row_id"] for row in after] == [row["row_id"] for row in before]
    assert "owner" in after[0]


@pytest.mark.row("A10")
def test_setup_refuses_a_column_of_another_type_by_name(project: Project, dbt: Dbt) -> None:
    dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.dbt_node_results"
    project.client.query(f"drop table {table}").result()
    project.client.query(f"create table {table} (row_id int64)").result()
    result = dbt(*SETUP)
    assert not result.is_success
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
    project: Project, dbt: Dbt, clauses: str, expected: str
) -> None:
    dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.dlt_loads"
    project.client.query(f"create or replace table {table} {clauses} as select * from {table}")
    project.client.query(f"alter table `{project.ledger}`.looks drop column watermark").result()
    before = project.rows("ledger_migrations")
    result = dbt(*SETUP)
    assert not result.is_success
    assert expected in result.stdout
    assert "nothing was changed" in result.stdout
    assert project.rows("ledger_migrations") == before
    columns = {each.name for each in project.client.get_table(f"{project.ledger}.looks").schema}
    assert "watermark" not in columns


def test_setup_says_when_a_table_is_clustered_otherwise(project: Project, dbt: Dbt) -> None:
    dbt(*SETUP).succeeded()
    table = f"`{project.ledger}`.looks"
    project.client.query(
        f"create or replace table {table} partition by timestamp_trunc(recorded_at, day)"
        f" cluster by look_id as select * from {table}"
    ).result()
    output = dbt(*SETUP).succeeded().stdout
    assert "clustered by look_id, best by" in output


def test_setup_rewrites_a_description_in_a_statement_of_its_own(project: Project, dbt: Dbt) -> None:
    dbt(*SETUP).succeeded()
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
    assert "looks " in dbt(*SETUP).succeeded().stdout
    schema = project.client.get_table(f"{project.ledger}.looks").schema
    assert not [column.name for column in schema if column.description == "old"]
    (script,) = (job.sql for job in jobs_since(project.client, moment) if "alter table" in job.sql)
    assert script.count("alter column") == 2


@pytest.mark.row("A10")
def test_a_dataset_that_others_use_is_refused_until_it_is_chosen(
    project: Project, dbt: Dbt
) -> None:
    project.client.query(
        f"create schema `{project.ledger}`; create table `{project.ledger}`.cloudaudit (x int64)"
    ).result()
    refused = dbt(*SETUP)
    assert not refused.is_success
    assert "which others use: it holds cloudaudit" in refused.stdout
    assert f"vars: {{nightledger: {{dataset: {project.dataset}_audit}}}}" in refused.stdout
    build = dbt("seed").succeeded()
    assert build.stdout.count("[nightledger]") == 1
    assert project.tables() == {"cloudaudit"}
    chosen = json.dumps({"nightledger": {"dataset": project.ledger}})
    dbt(*SETUP, "--vars", chosen).succeeded()
    assert project.tables() > TABLES


def test_what_is_no_setting_is_refused_by_name_and_never_stops_a_build(
    project: Project, dbt: Dbt
) -> None:
    settings = json.dumps({"nightledger": {"histroy_days": 60, "repeat_hours_error": 12}})
    refused = dbt(*SETUP, "--vars", settings)
    assert not refused.is_success
    assert (
        "no setting: histroy_days, repeat_hours_error (write repeat_interval in a route of"
        " alerts.yml). Settings: " in refused.stdout
    )
    datasets = {found.dataset_id for found in project.client.list_datasets()}
    assert project.ledger not in datasets
    dbt("seed", "--vars", settings).succeeded()
    told = dbt("run-operation", "nightledger.status", "--vars", settings).succeeded()
    assert "no setting: histroy_days" in told.stdout


def test_a_key_that_is_no_rule_is_told_by_setup_and_status_and_refuses_nothing(
    project: Project, dbt: Dbt
) -> None:
    for macro in ("setup", "status"):
        said = dbt("run-operation", f"nightledger.{macro}").succeeded().stdout
        assert "model.specimen.persons: api_token, repeat_hours" in said
        assert f"Rules: {', '.join(RULES)}" in said
        assert "hunter2" not in said
    assert project.kinds()


def test_the_rules_there_are_are_those_that_something_reads_and_the_page_has() -> None:
    read = set()
    for path in (REPOSITORY / "macros" / "judging").rglob("*.sql"):
        read |= set(re.findall(r"alert_rule(?:_number)?\(\s*'(\w+)'", path.read_text()))
    severity = (REPOSITORY / "macros/judging/observations/dbt_words.sql").read_text()
    assert "json_value(alerts.severity)" in severity
    assert read == set(RULES)
    page = (REPOSITORY / "docs" / "settings.md").read_text().partition("### For one asset")[2]
    assert set(re.findall(r"^\| `(\w+)` \|", page.partition("\n## ")[0], re.MULTILINE)) == set(
        RULES
    )


def test_a_dataset_named_in_the_settings_holds_the_ledger(project: Project, dbt: Dbt) -> None:
    other = f"{project.dataset}_elsewhere"
    settings = json.dumps({"nightledger": {"dataset": other, "labels": {"team": "data"}}})
    dbt("seed", "--vars", settings).succeeded()
    tables = {each.table_id for each in project.client.list_tables(other)}
    project.client.delete_dataset(other, delete_contents=True)
    assert tables > TABLES


@pytest.mark.row("A10")
def test_a_model_that_would_replace_a_table_of_the_ledger_stops_dbt_before_it_builds(
    own: Project,
) -> None:
    own.dbt("seed").succeeded()
    before = own.rows("dbt_invocations")
    (own.folder / "models" / "looks.sql").write_text(
        "{{ config(schema='audit', materialized='table') }} select 1 as x"
    )
    result = own.dbt("build")
    assert result.returncode != 0
    assert "model.specimen.looks would be built as" in result.stdout
    assert own.rows("dbt_invocations") == before


def test_an_ordinary_build_costs_at_most_four_jobs_more(project: Project, dbt: Dbt) -> None:
    dbt("build").stdout  # noqa: B018 - the first one creates tables and views
    jobs = []
    for settings in ("{}", "{nightledger: {capture: false}}"):
        moment = datetime.now(timezone.utc) - timedelta(milliseconds=5)
        dbt("build", "--vars", settings)
        jobs.append(len(jobs_since(project.client, moment)))
    assert 1 <= jobs[0] - jobs[1] <= 4


def test_under_empty_a_ref_of_the_ledger_compiles(own: Project) -> None:
    (own.folder / "models" / "recorded.sql").write_text(
        "select * from {{ ref('nightledger', 'nightledger__dbt_invocations') }}"
    )
    own.dbt("run", "--select", "recorded", "--empty").succeeded()


def test_the_ledger_says_when_it_is_older_than_the_package(project: Project, dbt: Dbt) -> None:
    dbt(*SETUP).succeeded()
    project.client.query(
        f"insert into `{project.ledger}`.ledger_migrations"
        " (row_id, occurred_at, recorded_at, recorded_by, environment, version, table_name, action,"
        " contract_checksum) values ('x', current_timestamp(),"
        " timestamp_add(current_timestamp(), interval 1 hour),"
        " 'me', 'e', '0.0.9', 't', 'created', 'c')"
    ).result()
    output = dbt("seed").succeeded().stdout
    assert f"the ledger was set up by version 0.0.9 and this is {__version__}" in output
    assert "nightledger.setup" in output


def test_status_says_where_the_ledger_is_and_what_is_missing(project: Project, dbt: Dbt) -> None:
    before = dbt("run-operation", "nightledger.status").succeeded().stdout
    assert "look personal and have no mark: people.email" in before, "persons.email is marked"
    assert "last row    none" in before
    assert "Next: dbt run-operation nightledger.setup" in before
    dbt("build", "--select", "people").succeeded()
    after = dbt("run-operation", "nightledger.status").succeeded().stdout
    assert "capture     on" in after
    assert f"ledger      {project.client.project}.{project.ledger}" in after
    assert "last row    20" in after
    assert "missing     nothing" in after
    assert "Next:" not in after
