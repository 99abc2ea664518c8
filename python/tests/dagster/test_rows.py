"""Every column from real runs of a real project."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from nightledger.dagster.rows.errors import CHAIN, error_columns
from nightledger.dagster.rows.runs import RunFacts, run_row, tag_columns
from nightledger.dagster.scan import scan
from nightledger.dagster.tail.work import in_order
from python.tests.dagster import warehouse
from python.tests.dagster.recording import RecordingLedger, Row

if TYPE_CHECKING:
    from pathlib import Path

RUNS = "dagster_runs"
STEPS = "dagster_steps"
ASSETS = "dagster_asset_materializations"
CHECKS = "dagster_asset_check_evaluations"
DAY = "2026-11-03"


@pytest.fixture(scope="module")
def facts(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> RecordingLedger:
    """Return the ledger after three runs and a reported materialization."""
    home = tmp_path_factory.mktemp("rows") / "home"
    shutil.copytree(empty_home, home)
    ledger = RecordingLedger()
    defs = warehouse.DEFINITIONS
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assets = [warehouse.loans]
        tags = {"user": "ada", "password": "hunter2"}
        dg.materialize(assets, partition_key=DAY, instance=instance, tags=tags)
        dg.materialize(
            [warehouse.plain, warehouse.downstream, warehouse.raising, warehouse.blocking],
            instance=instance,
            raise_on_error=False,
        )
        job = defs.resolve_job_def("busy")
        job.execute_in_process(instance=instance, raise_on_error=False)
        reported = dg.AssetMaterialization("external", metadata={"rows_loaded": 5})
        instance.report_runless_asset_event(reported)
        scan(instance, ledger)
    return ledger


def run_of(facts: RecordingLedger, asset_key: str) -> Row:
    """Return the run that planned an asset."""
    planned = facts.only(ASSETS, event="planned", asset_key=asset_key)
    return facts.only(RUNS, run_id=planned["run_id"])


@pytest.mark.row("A5")
def test_a_run_has_its_status_times_tags_and_link(facts: RecordingLedger) -> None:
    run = run_of(facts, "loans")
    assert (run["status"], run["launched_by"], run["launched_by_name"]) == (
        "success",
        "manual",
        "ada",
    )
    assert run["partition_key"] == DAY
    assert run["created_at"] <= run["started_at"] <= run["ended_at"] == run["updated_at"]
    assert run["queue_seconds"] >= 0
    assert run["run_url"] == f"https://dagster.example/runs/{run['run_id']}"
    assert run["tags"]["password"] == "[redacted]"  # noqa: S105 - that there is none
    assert run["version"].startswith(f"success {run['updated_at'].isoformat()} ")
    assert run["error_type"] is run["failure_reason"] is run["failed_step_key"] is None


@pytest.mark.row("A5")
def test_a_failed_run_says_why_and_where(facts: RecordingLedger) -> None:
    run = facts.only(RUNS, job_name="busy")
    assert run["status"] == "failure"
    assert run["failure_reason"] == "step_failure"
    assert run["failed_step_key"] == "give_up"
    assert (run["error_type"], run["error_message"]) == ("Failure", "gave up")


@pytest.mark.row("A6")
def test_a_materialization_fills_every_column(facts: RecordingLedger) -> None:
    row = facts.only(ASSETS, event="materialized", asset_key="loans")
    run = run_of(facts, "loans")
    assert row["event_id"].startswith(f"{run['run_id']}:")
    assert (row["run_id"], row["job_name"], row["step_key"]) == (
        run["run_id"],
        run["job_name"],
        "loans",
    )
    assert row["partition_key"] == DAY
    assert row["row_count"] == 0
    assert row["table_name"] == "shop.loans"
    assert row["columns"] == ["id int64", "name string"]
    assert row["code_version"] == "v7"
    assert row["data_version"]
    assert row["metadata"] == {"note": "***"}
    assert row["tags"]["team"] == "risk"
    assert (row["dbt_unique_id"], row["dbt_invocation_id"]) == ("model.shop.loans", "abc-123")
    assert row["dlt_load_ids"] == ["1700.5"]


@pytest.mark.row("A5")
def test_a_step_says_the_partition_of_its_run(facts: RecordingLedger) -> None:
    run = run_of(facts, "loans")
    assert facts.only(STEPS, run_id=run["run_id"])["partition_key"] == DAY
    assert facts.only(STEPS, step_key="plain")["partition_key"] is None


def test_what_a_step_was_to_make_is_written_before_it_and_the_end_of_its_run_last() -> None:
    given: dict[str, list[Row]] = {RUNS: [], STEPS: [], CHECKS: [], ASSETS: []}
    assert list(in_order(given)) == [ASSETS, STEPS, CHECKS, RUNS]


@pytest.mark.row("A6")
def test_an_observation_and_a_reported_materialization_are_rows(facts: RecordingLedger) -> None:
    seen = facts.only(ASSETS, event="observed", asset_key="loans")
    assert (seen["partition_key"], seen["metadata"]) == (DAY, {"seen": 3})
    reported = facts.only(ASSETS, asset_key="external")
    assert reported["event_id"].startswith("here:1@")
    assert reported["row_count"] == 5
    assert "run_id" not in reported


@pytest.mark.row("A6")
def test_what_was_planned_and_never_happened_has_only_its_plan(facts: RecordingLedger) -> None:
    assert [row["event"] for row in facts.rows(ASSETS, asset_key="downstream")] == ["planned"]
    assert [row["status"] for row in facts.rows(CHECKS, check_name="raising")] == ["planned"]


@pytest.mark.row("A6")
def test_an_evaluation_fills_every_column(facts: RecordingLedger) -> None:
    row = facts.only(CHECKS, check_name="unique_id", status="failed")
    assert (row["severity"], row["declared_severity"], row["is_blocking"]) == (
        "warn",
        "warn",
        False,
    )
    assert row["description"] == "2 rows, [redacted]"
    assert row["failed_row_count"] == 2
    assert (row["dbt_unique_id"], row["dbt_invocation_id"]) == ("test.shop.unique", "abc-123")
    assert row["checked_run_id"] == row["run_id"]
    passed = facts.only(CHECKS, check_name="not_empty", status="passed")
    assert passed["declared_severity"] is None
    assert facts.only(CHECKS, check_name="unique_id", status="planned")


@pytest.mark.row("A6")
def test_a_blocking_check_that_fails_says_so(facts: RecordingLedger) -> None:
    row = facts.only(CHECKS, check_name="blocking", status="failed")
    assert (row["is_blocking"], row["severity"]) == (True, "error")
    assert row["declared_severity"] == "critical"


@pytest.mark.row("A5")
def test_attempts_of_a_step_are_counted_and_timed(facts: RecordingLedger) -> None:
    rows = sorted(facts.rows(STEPS, step_key="flaky"), key=lambda row: row["occurred_at"])
    assert [(row["event"], row["attempt"]) for row in rows] == [
        ("up_for_retry", 1),
        ("restarted", 2),
        ("up_for_retry", 2),
        ("restarted", 3),
        ("succeeded", 3),
    ]
    assert {row["error_type"] for row in rows if row["event"] == "up_for_retry"} == {"TimeoutError"}
    ended = [row for row in rows if row["event"] != "restarted"]
    assert all(0 <= row["duration_seconds"] < 60 for row in ended)
    assert rows[0]["retry_wait_seconds"] == 0.01


@pytest.mark.row("A5")
def test_a_mapped_step_that_fails_tells_error_cause_and_stack(facts: RecordingLedger) -> None:
    row = facts.only(STEPS, step_key="half[n2]")
    assert (row["event"], row["error_source"]) == ("failed", "user_code_error")
    assert (row["error_type"], row["error_message"]) == ("ValueError", "cannot halve, [redacted]")
    assert (row["cause_type"], row["cause_message"]) == ("ZeroDivisionError", "division by zero")
    assert "warehouse.py" in row["stack"]
    assert "ZeroDivisionError" in row["stack"]
    assert "/dagster/_core/" not in row["stack"]
    assert facts.only(STEPS, step_key="half[n1]")["event"] == "succeeded"


@pytest.mark.row("A5")
def test_a_failure_of_dagsters_own_kind_brings_its_metadata(facts: RecordingLedger) -> None:
    row = facts.only(STEPS, step_key="give_up")
    assert row["error_message"] == "gave up"
    assert row["metadata"] == {"file": "***", "password": "[redacted]"}
    assert row["cause_type"] is None


@pytest.mark.row("A5")
def test_a_step_that_is_skipped_is_a_row(facts: RecordingLedger) -> None:
    assert [row["event"] for row in facts.rows(STEPS, step_key="never")] in ([], ["skipped"])


@pytest.mark.row("G3")
def test_no_secret_is_in_any_row(facts: RecordingLedger) -> None:
    assert "hunter2" not in json.dumps(facts.handed_over, default=str)


@pytest.mark.row("A11")
def test_every_fact_was_handed_over_once(facts: RecordingLedger) -> None:
    assert len(facts.handed_over) == sum(len(kept) for kept in facts.facts.values())


@pytest.mark.row("A5")
@pytest.mark.parametrize(
    ("tags", "columns"),
    [
        ({}, ("manual", None, 0)),
        ({"user": "ada"}, ("manual", "ada", 0)),
        ({"dagster/schedule_name": "nightly"}, ("schedule", "nightly", 0)),
        ({"dagster/sensor_name": "files"}, ("sensor", "files", 0)),
        ({"dagster/backfill": "b1", "user": "ada"}, ("backfill", "b1", 0)),
        ({"dagster/from_automation_condition": "true"}, ("automation", None, 0)),
        (
            {
                "dagster/parent_run_id": "p",
                "dagster/schedule_name": "nightly",
                "dagster/retry_number": "2",
            },
            ("retry", "nightly", 2),
        ),
        ({"dagster/parent_run_id": "p"}, ("retry", None, None)),
    ],
)
def test_tags_tell_what_launched_a_run(
    tags: dict[str, str], columns: tuple[str, str | None, int | None]
) -> None:
    found = tag_columns(tags)
    assert (found["launched_by"], found["launched_by_name"], found["retry_number"]) == columns


@pytest.mark.row("A5")
def test_tags_tell_partitions_retries_and_the_tick() -> None:
    found = tag_columns(
        {
            "dagster/asset_partition_range_start": "2026-11-01",
            "dagster/asset_partition_range_end": "2026-11-03",
            "dagster/will_retry": "true",
            ".dagster/scheduled_execution_time": "2026-11-20T00:00:00+01:00",
        }
    )
    assert found["partition_key"] == "2026-11-01...2026-11-03"
    assert found["will_retry"] is True
    assert found["scheduled_at"] == datetime(2026, 11, 19, 23, tzinfo=timezone.utc)


@pytest.mark.row("A5")
def test_a_queue_is_waited_in_from_the_moment_of_entering_it() -> None:
    at = datetime(2026, 11, 20, tzinfo=timezone.utc)
    record = SimpleNamespace(
        dagster_run=dg.DagsterRun(
            job_name="j",
            run_id="r",
            status=dg.DagsterRunStatus.STARTED,
            asset_selection=frozenset({dg.AssetKey(["marts", "b"]), dg.AssetKey("a")}),
            tags={"dagster/code_location": "shop"},
        ),
        create_timestamp=at,
        update_timestamp=at,
        start_time=at.timestamp() + 12.5,
        end_time=None,
        storage_id=1,
    )
    facts = RunFacts(enqueued_at=at.replace(second=2), dequeued_at=at.replace(second=9))
    row = run_row(record, facts, None)  # type: ignore[arg-type] # what is read of a record
    assert row["queue_seconds"] == 10.5
    assert row["asset_selection"] == ["a", "marts/b"]
    assert row["code_location"] == "shop"
    assert row["run_url"] is None


@pytest.mark.row("A5")
def test_causes_that_go_round_in_circles_end() -> None:
    error = SimpleNamespace(cls_name="A", message="A: a", stack=["frame\n"], context=None)
    error.cause = error
    columns = error_columns(error)
    assert columns["error_message"] == "a"
    assert (columns["stack"] or "").count("frame") <= CHAIN
