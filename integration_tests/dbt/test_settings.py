"""What a project can switch, and that switching it changes nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from harness.jobs import jobs_since

if TYPE_CHECKING:
    from harness.parsed import ParsedProject
    from harness.specimen import Project

SELECTION = ("people", "persons")
CLOCK_TOLERANCE = timedelta(milliseconds=50)


@pytest.fixture
def project(quick_project: ParsedProject) -> Project:
    """Return a specimen nobody has run yet; its commands run in this process."""
    return quick_project


def build(project: Project, **settings: object) -> str:
    """Build the failing part of the specimen under these settings; gives dbt's output."""
    selection = ["--select", *SELECTION]
    return project.dbt("build", *selection, "--vars", json.dumps({"nightledger": settings})).stdout


def datasets(project: Project) -> set[str]:
    """Return the names of the datasets there are."""
    return {dataset.dataset_id for dataset in project.client.list_datasets()}


def test_capture_can_be_switched_off(project: Project) -> None:
    assert "[nightledger]" not in build(project, capture=False)
    assert project.ledger not in datasets(project)


def test_capture_can_be_kept_to_some_targets(project: Project) -> None:
    build(project, capture_targets=["production"])
    assert project.ledger not in datasets(project)


@pytest.mark.row("G2")
def test_samples_can_be_switched_off(project: Project) -> None:
    build(project, samples=False)
    rows = project.rows("dbt_test_samples")
    assert {(row["sample"], row["sample_status"]) for row in rows} == {(None, "off")}


@pytest.mark.row("A3")
def test_samples_stop_at_their_limit_and_say_so(project: Project) -> None:
    build(project, sample_tests=1, sample_rows=1)
    rows = project.rows("dbt_test_samples")
    assert sorted(row["sample_status"] for row in rows) == ["over budget", "over budget", "taken"]


@pytest.mark.row("A3")
def test_offending_rows_that_dbt_stored_are_read_from_where_they_are(project: Project) -> None:
    since = datetime.now(timezone.utc) - CLOCK_TOLERANCE
    project.dbt("build", "--store-failures", "--select", *SELECTION)
    relations = {
        row["failures_relation"]
        for row in project.rows("dbt_test_results")
        if row["status"] in ("fail", "warn")
    }
    jobs = jobs_since(project.client, since)
    (script,) = (job.sql for job in jobs if "to_json_string(offending)" in job.sql)
    assert len(relations) > 1
    assert all(f"select * from {relation}" in script for relation in relations)
    taken = [row for row in project.rows("dbt_test_samples") if row["sample_status"] == "taken"]
    assert taken


@pytest.mark.row("A3")
def test_compiled_sql_is_kept_on_request_and_cut_where_it_is_long(
    project: Project,
) -> None:
    build(project, capture_compiled_sql=True, text_limit=40)
    row = project.row("dbt_test_results", "test_name = 'unique'")
    assert "characters in all]" in row["compiled_code"]
    assert len(row["compiled_code"]) < 100


def test_the_environment_can_be_named(project: Project) -> None:
    build(project, environment="production")
    assert {row["environment"] for row in project.rows("dbt_test_results")} == {"production"}
