"""What one dbt build leaves in the ledger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import nightledger
import pytest
from harness.specimen import Project, events_sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.dbt import DbtResult

SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345"  # noqa: S105 - a made-up shape
CONTEXT = {
    "DBT_ENV_CUSTOM_ENV_GIT_SHA": "0f1e2d3c",
    "DBT_ENV_CUSTOM_ENV_TEAM": "data",
    "DBT_ENV_CUSTOM_ENV_API_TOKEN": "hunter2",
    "GITHUB_REF_NAME": "main",
    "GITHUB_ACTOR": "ada",
    "GITHUB_ACTIONS": "true",
    "NIGHTLEDGER_PIPELINE_RUN_ID": "nightly-42",
}
SETTINGS = {
    "break": True,
    "github_token": SECRET,
    "nightledger": {"run_url_template": "https://ci.example.com/{pipeline_run_id}/{invocation_id}"},
}


@pytest.fixture(scope="module")
def built(new_project: Callable[[], Project]) -> tuple[Project, DbtResult]:
    """Return a specimen after one build, without setup, in which a model and three tests failed."""
    project = new_project()
    project.client.query(events_sql(project.dataset)).result()
    result = project.dbt("build", "--vars", json.dumps(SETTINGS), env=CONTEXT)
    return project, result


@pytest.fixture
def specimen(built: tuple[Project, DbtResult]) -> Project:
    """Return that specimen."""
    return built[0]


def test_the_exit_code_stays_that_of_the_failing_tests(
    built: tuple[Project, DbtResult],
) -> None:
    result = built[1]
    assert result.returncode == 1
    assert "[nightledger] WARNING" not in result.stdout


@pytest.mark.row("A1")
def test_a_command_has_a_started_and_a_finished_row(specimen: Project) -> None:
    started = specimen.row("dbt_invocations", "event = 'started'")
    finished = specimen.row("dbt_invocations", "event = 'finished'")
    results = [*specimen.rows("dbt_node_results"), *specimen.rows("dbt_test_results")]
    assert started["invocation_id"] == finished["invocation_id"]
    assert started["occurred_at"] < finished["occurred_at"]
    assert started["result_count"] is None
    assert finished["result_count"] == len(results)
    assert all(started["occurred_at"] <= row["occurred_at"] for row in results)


@pytest.mark.row("A1")
def test_a_command_says_what_it_was_to_do(specimen: Project) -> None:
    for row in specimen.rows("dbt_invocations"):
        assert row["is_whole"] is True
        built = specimen.rows("dbt_node_results", "resource_type != 'operation'")
        tests = specimen.rows("dbt_test_results", "test_type != 'unit'")
        assert row["planned_count"] == len(built) + len(tests)
        target = row["target_name"]
        assert row["run_key"].startswith(f"specimen/{target}/build ")
        for table in ("dbt_node_results", "dbt_test_results"):
            result = specimen.rows(table)[0]
            named = ("project_name", "run_key", "git_sha")
            assert [result[name] for name in named] == [row[name] for name in named]


@pytest.mark.row("A1")
def test_a_command_says_what_ran_from_which_code_and_who_started_it(
    specimen: Project,
) -> None:
    row = specimen.row("dbt_invocations", "event = 'started'")
    assert row["command"] == "build"
    assert row["project_name"] == "specimen"
    assert (
        row["environment"] == row["target_name"] == specimen.environment["NIGHTLEDGER_TEST_TARGET"]
    )
    assert row["git_sha"] == "0f1e2d3c"
    assert row["git_branch"] == "main"
    assert row["invoked_by"] == "ada"
    assert row["orchestrator"] == "github_actions"
    assert row["package_version"] == nightledger.__version__


@pytest.mark.row("A12")
def test_a_command_carries_the_id_of_its_pipeline_run(specimen: Project) -> None:
    row = specimen.row("dbt_invocations", "event = 'finished'")
    assert row["pipeline_run_id"] == "nightly-42"
    assert row["dagster_run_id"] is None
    assert row["run_url"] == f"https://ci.example.com/nightly-42/{row['invocation_id']}"


@pytest.mark.row("G3")
def test_no_secret_reaches_a_row(specimen: Project) -> None:
    for table in ("dbt_invocations", "dbt_node_results", "dbt_test_results"):
        text = json.dumps(specimen.rows(table), default=str)
        assert SECRET not in text
        assert "hunter2" not in text
    row = specimen.row("dbt_invocations", "event = 'started'")
    assert row["env"] == {
        "API_TOKEN": "[redacted]",
        "GIT_SHA": "0f1e2d3c",
        "TEAM": "data",
    }
    assert row["args"]["vars"]["github_token"] == "[redacted]"  # noqa: S105 - it is not
    assert row["args"]["vars"]["break"] is True
    assert row["invocation_command"].startswith("dbt build")


@pytest.mark.row("A2")
def test_a_model_that_worked_has_its_job_and_its_owner(specimen: Project) -> None:
    row = specimen.row("dbt_node_results", "name = 'persons'")
    assert row["status"] == "success"
    assert row["materialization"] == "view"
    assert row["relation_name"].endswith(".`persons`")
    assert row["job_id"]
    assert row["started_at"] < row["completed_at"]
    assert row["execution_seconds"] > 0
    assert row["is_critical"] is True
    assert row["owner"] == "People Team"
    assert row["runbook_url"] == "https://runbooks.example.com/persons"
    assert row["tags"] == ["critical"]
    assert row["depends_on"] == ["seed.specimen.people"]
    assert len(row["code_checksum"]) == 64


@pytest.mark.row("A2")
def test_a_seed_says_how_many_rows_it_loaded(specimen: Project) -> None:
    row = specimen.row("dbt_node_results", "name = 'people'")
    assert (row["resource_type"], row["rows_affected"]) == ("seed", 4)


@pytest.mark.row("A2")
def test_a_failed_model_keeps_its_message_and_what_it_stopped_is_skipped(
    specimen: Project,
) -> None:
    broken = specimen.row("dbt_node_results", "name = 'broken'")
    assert broken["status"] == "error"
    assert "no_such_column" in broken["message"]
    assert "\x1b" not in broken["message"]
    skipped = specimen.row("dbt_node_results", "name = 'after_broken'")
    assert skipped["status"] == "skipped"
    assert skipped["started_at"] is None
    assert skipped["depends_on"] == ["model.specimen.broken"]


@pytest.mark.row("A2")
def test_the_owner_of_a_dbt_group_owns_its_models(specimen: Project) -> None:
    assert specimen.row("dbt_node_results", "name = 'names'")["owner"] == "Data Platform"


@pytest.mark.row("C1")
def test_the_projects_rules_for_alerts_go_with_each_result(specimen: Project) -> None:
    rules = {
        "severity": "critical",
        "repeat_hours": 4,
        "ignore": ["timeout", "it's é"],
        "api_token": "[redacted]",
    }
    assert specimen.row("dbt_node_results", "name = 'persons'")["alerts"] == rules
    assert specimen.row("dbt_node_results", "name = 'names'")["alerts"] is None
    inherited = specimen.row("dbt_test_results", "test_name = 'unique'")
    assert inherited["alerts"] == rules
    own = specimen.row("dbt_test_results", "test_name = 'not_null' and column_name = 'name'")
    assert own["alerts"] == {"repeat_hours": 0.5}


@pytest.mark.row("C9")
def test_a_node_names_the_exposures_that_read_it(specimen: Project) -> None:
    board, letter = (
        "people_dashboard (Analytics)",
        ("The people's letter — monthly (letters@example.com)"),
    )
    exposures = {row["name"]: row["exposures"] for row in specimen.rows("dbt_node_results")}
    assert exposures["names"] == [board, letter]
    assert exposures["people"] == [letter]
    assert exposures["persons"] == []


@pytest.mark.row("A2")
def test_our_own_models_are_not_recorded_while_they_are_well(specimen: Project) -> None:
    assert specimen.rows("dbt_node_results", "package_name = 'nightledger'") == []


@pytest.mark.row("A3")
def test_a_failed_test_names_asset_column_severity_and_offending_value(
    specimen: Project,
) -> None:
    row = specimen.row("dbt_test_results", "test_name = 'unique'")
    assert (row["asset_name"], row["column_name"]) == ("persons", "person_id")
    assert (row["status"], row["severity"], row["failures"]) == ("fail", "error", 1)
    assert row["is_critical"] is True, "the model it tests is critical"
    sample = specimen.sample("unique_persons_person_id")
    assert (sample["sample_status"], sample["sample"]) == (
        "taken",
        [{"n_records": 2, "unique_field": 2}],
    )
    assert row["owner"] == "People Team", "the owner of the asset it tests"
    assert row["compiled_code"] is None


@pytest.mark.row("A3")
def test_a_tests_own_owner_comes_before_its_assets(specimen: Project) -> None:
    row = specimen.row("dbt_test_results", "test_name = 'not_null' and column_name = 'name'")
    assert (row["owner"], row["status"], row["severity"]) == (
        "Naming Office",
        "warn",
        "warn",
    )


@pytest.mark.row("A3")
def test_the_arguments_of_a_test_are_kept_without_model_and_column(
    specimen: Project,
) -> None:
    row = specimen.row("dbt_test_results", "test_name = 'accepted_values'")
    assert row["test_kwargs"] == {"values": ["Ada", "Grace"]}


@pytest.mark.row("A3")
def test_singular_and_unit_tests_are_recorded_by_their_own_name(
    specimen: Project,
) -> None:
    singular = specimen.row("dbt_test_results", "test_type = 'singular'")
    assert (singular["test_name"], singular["asset_name"]) == (
        "nobody_is_older_than_120",
        "persons",
    )
    skipped = specimen.row("dbt_test_results", "test_name = 'counts_people_by_name'")
    assert (skipped["asset_name"], skipped["status"]) == ("names", "skipped")
    assert skipped["severity"] is None


@pytest.mark.row("A3")
def test_a_unit_test_that_ran_is_about_the_model_it_tests(specimen: Project) -> None:
    passed = specimen.row("dbt_test_results", "test_name = 'persons_are_people'")
    assert (passed["asset_name"], passed["status"]) == ("persons", "pass")
    failed = specimen.row("dbt_test_results", "test_name = 'children_are_left_out'")
    assert (failed["asset_name"], failed["status"]) == ("adults", "fail")
    assert (failed["owner"], failed["is_critical"]) == ("Elders", True)
    assert failed["depends_on"] == ["model.specimen.adults"]


@pytest.mark.row("A2", "A15")
def test_a_function_that_failed_is_on_record(specimen: Project) -> None:
    row = specimen.row("dbt_node_results", "name = 'is_even'")
    assert (row["resource_type"], row["status"]) == ("function", "error")


@pytest.mark.row("G2")
def test_personal_data_is_masked_before_it_is_stored(specimen: Project) -> None:
    assert specimen.sample("not_negative_persons_age")["sample"] == [{"age": -1, "email": "***"}]
    assert "example.com" not in json.dumps(specimen.rows("dbt_test_samples"), default=str)


@pytest.mark.row("A4")
def test_source_freshness_is_recorded_with_its_age_and_limits(
    specimen: Project,
) -> None:
    result = specimen.dbt("source", "freshness")
    assert result.returncode == 0
    row = specimen.row("dbt_source_freshness", "table_name = 'events'")
    assert (row["source_name"], row["status"]) == ("raw", "warn")
    assert row["age_seconds"] == pytest.approx(86_400, abs=600)
    assert (row["warn_after_seconds"], row["error_after_seconds"]) == (43_200, 172_800)
    assert (row["owner"], row["is_critical"]) == ("Ingestion", True)
    assert row["max_loaded_at"] < row["snapshotted_at"]
    assert row["alerts"] == {"flapping_changes": 5}
    assert row["exposures"] == ["The people's letter — monthly (letters@example.com)"]
    assert specimen.row("dbt_invocations", "command = 'freshness' and event = 'finished'")


@pytest.mark.row("A11")
def test_every_fact_is_there_once(specimen: Project) -> None:
    for table in ("dbt_invocations", "dbt_node_results", "dbt_test_results", "dbt_test_samples"):
        ids = [row["row_id"] for row in specimen.rows(table)]
        assert len(ids) == len(set(ids)) > 0
