"""BigQuery refuses: in passing, for good, or inside the script that writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from faults.moments import (
    BUILD,
    CREATE,
    END,
    JOBS,
    SAMPLE,
    START,
    assert_complete,
    results,
)
from harness.bigquery_errors import could_not_serialize
from harness.fault_proxy import Match

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.fault_proxy import FaultProxy
    from harness.parsed import ParsedProject
    from harness.specimen import Project

MOMENTS = {"create": CREATE, "start": START, "sample": SAMPLE, "end": END}
TESTS_FAILED = 1
HOOK_FAILED = 2
DENIED = "accessDenied"
ONE_ROW = 2_000
"""Bytes of a statement that leave no room for a second fact."""
REVOKED = "refresh the access token"
QUOTA = "Quota exceeded: Your project exceeded quota for queries."


@pytest.fixture
def project(quick_project: ParsedProject) -> Project:
    """Return a specimen nobody has run yet; its commands run in this process."""
    return quick_project


@pytest.mark.row("A11")
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "rateLimitExceeded"),
        (429, "rateLimitExceeded"),
        (500, "internalError"),
        (503, "backendError"),
    ],
)
def test_a_refusal_in_passing_at_every_moment_leaves_no_trace(
    proxied: Project, fault_proxy: FaultProxy, status: int, reason: str
) -> None:
    for moment in MOMENTS.values():
        fault_proxy.fail(moment, status=status, reason=reason)

    result = proxied.dbt(*BUILD)

    assert result.returncode == TESTS_FAILED
    assert "[nightledger]" not in result.stdout
    attempts = {name: len(fault_proxy.seen(moment)) for name, moment in MOMENTS.items()}
    assert attempts == dict.fromkeys(MOMENTS, 2)
    assert_complete(proxied)


@pytest.mark.row("A11")
def test_a_lost_answer_at_every_moment_writes_every_fact_once(
    proxied: Project, fault_proxy: FaultProxy
) -> None:
    for moment in MOMENTS.values():
        fault_proxy.lose_response(moment)

    result = proxied.dbt(*BUILD)

    assert result.returncode == TESTS_FAILED
    assert "[nightledger]" not in result.stdout
    assert_complete(proxied)


@pytest.mark.row("A11")
def test_a_write_that_fails_half_way_is_a_warning_and_ingest_adds_what_is_missing(
    proxied: Project, fault_proxy: FaultProxy, ingest: Callable[[Path], str]
) -> None:
    fail_before(
        fault_proxy,
        END,
        insert_into(proxied, "dbt_test_results"),
        could_not_serialize("t"),
    )

    result = proxied.dbt(*BUILD)

    assert result.returncode == TESTS_FAILED
    assert result.stdout.count("[nightledger] WARNING") == 1
    assert could_not_serialize("t") in result.stdout
    assert "nightledger ingest" in result.stdout
    assert len(results(proxied)) == 2, "the two nodes were written before the tests' turn"
    assert ingest(result.target_path).startswith("7 facts written, 3 were on record already")
    assert_complete(proxied)
    assert ingest(result.target_path).startswith("0 facts written, 10 were on record already")


@pytest.mark.row("A11")
@pytest.mark.parametrize(("on_error", "exit_code"), [("warn", 1), ("raise", 2)])
def test_a_failed_write_is_the_last_of_its_command_and_is_not_forgotten(
    proxied: Project, fault_proxy: FaultProxy, on_error: str, exit_code: int
) -> None:
    first = Match(method="POST", path=JOBS, sql=r"insert into \S+`dbt_node_results`")
    later = Match(method="POST", path=JOBS, sql=r"insert into \S+`dbt_test_results`")
    fail_before(
        fault_proxy,
        first,
        insert_into(proxied, "dbt_node_results"),
        could_not_serialize("t"),
    )
    settings = {"statement_bytes": ONE_ROW, "on_capture_error": on_error}

    result = proxied.dbt(*BUILD, "--vars", json.dumps({"nightledger": settings}))

    assert result.returncode == exit_code
    assert "not all results of this command were put on record" in result.stdout
    assert len(fault_proxy.seen(first)) == 1
    assert fault_proxy.seen(later) == []
    assert results(proxied) == []


@pytest.mark.row("A11")
@pytest.mark.parametrize("how", ["answer", "job"])
def test_samples_refused_for_good_leave_the_results_and_the_exit_code(
    proxied: Project, fault_proxy: FaultProxy, how: str
) -> None:
    timed_out = "Operation timed out after 10 s"
    if how == "answer":
        fault_proxy.fail(SAMPLE, status=400, message=timed_out)
    else:
        fault_proxy.fail_job(SAMPLE, reason="stopped", message=timed_out)

    result = proxied.dbt(*BUILD)

    assert result.returncode == TESTS_FAILED
    assert_complete(proxied)
    assert proxied.rows("dbt_test_samples") == []


@pytest.mark.row("A11")
@pytest.mark.row("G2")
def test_a_sample_that_fails_costs_no_other_test_its_rows_and_says_its_class(
    proxied: Project, fault_proxy: FaultProxy
) -> None:
    denied = "Access Denied: Table people_1960@example.com"
    first = "\nbegin\nset answers"
    raised = f"\nbegin\nraise using message = '{denied}';\nset answers"
    fault_proxy.rewrite(SAMPLE, first, raised, most=1)

    result = proxied.dbt(*BUILD)

    assert result.returncode == TESTS_FAILED
    assert_complete(proxied)
    samples = proxied.rows("dbt_test_samples")
    assert sorted(row["sample_status"] for row in samples) == ["failed: auth", "taken", "taken"]
    assert "example.com" not in json.dumps(samples, default=str)


@pytest.mark.row("A1")
def test_a_start_that_cannot_be_written_is_a_warning_and_the_rest_is_recorded(
    proxied: Project, fault_proxy: FaultProxy
) -> None:
    fail_before(fault_proxy, START, insert_into(proxied, "dbt_invocations"), "Access Denied: t")

    result = proxied.dbt("seed").succeeded()

    assert "the start of this command was not put on record" in result.stdout
    assert [row["event"] for row in proxied.rows("dbt_invocations")] == ["finished"]


@pytest.mark.row("A1")
@pytest.mark.parametrize("refused", ["create schema if not exists", "create table if not exists"])
def test_a_ledger_that_may_neither_be_seen_nor_created_is_one_warning(
    proxied: Project, fault_proxy: FaultProxy, refused: str
) -> None:
    fault_proxy.fail(Match(method="GET", path=proxied.ledger), status=403, reason=DENIED, times=100)
    fail_before(fault_proxy, CREATE, refused, "Access Denied: Permission denied")

    result = proxied.dbt("seed").succeeded()

    assert result.stdout.count("[nightledger]") == 1
    assert "could not be created" in result.stdout
    assert "roles/bigquery.dataEditor" in result.stdout
    assert "dbt run-operation nightledger.setup" in result.stdout


@pytest.mark.row("A11")
@pytest.mark.parametrize("kind", ["answer", "job", "token"])
def test_a_job_refused_for_good_at_the_end_turns_dbt_red_and_ingest_repairs_it(
    proxied: Project, fault_proxy: FaultProxy, ingest: Callable[[Path], str], kind: str
) -> None:
    if kind == "answer":
        fault_proxy.fail(END, status=403, reason="quotaExceeded", message=QUOTA)
    elif kind == "token":
        fault_proxy.fail(END, status=401)
    else:
        fault_proxy.fail_job(END, reason="quotaExceeded", message=QUOTA)

    result = proxied.dbt(*BUILD)

    assert result.returncode == HOOK_FAILED
    assert (REVOKED if kind == "token" else QUOTA) in result.stdout
    assert [row["event"] for row in proxied.rows("dbt_invocations")] == ["started"]
    assert ingest(result.target_path).startswith("9 facts written, 1 were on record already")
    assert_complete(proxied)


def test_a_job_refused_for_good_at_the_start_stops_dbt_before_its_first_node(
    proxied: Project, fault_proxy: FaultProxy
) -> None:
    fault_proxy.fail(START, status=403, reason="quotaExceeded", message=QUOTA)

    result = proxied.dbt("seed")

    assert result.returncode == HOOK_FAILED
    assert QUOTA in result.stdout
    assert proxied.rows("dbt_invocations") == []
    assert "people" not in {table.table_id for table in proxied.client.list_tables(proxied.dataset)}


def test_without_capture_no_refusal_reaches_dbt_and_ingest_records_everything(
    proxied: Project, fault_proxy: FaultProxy, ingest: Callable[[Path], str]
) -> None:
    proxied.dbt("run-operation", "nightledger.setup").succeeded()
    for moment in MOMENTS.values():
        fault_proxy.fail(moment, status=403, reason="quotaExceeded", message=QUOTA, times=100)

    result = proxied.dbt(*BUILD, "--vars", "{nightledger: {capture: false, environment: prod}}")

    assert result.returncode == TESTS_FAILED
    assert ingest(result.target_path).startswith("10 facts written, 0 were on record already")
    assert_complete(proxied)
    assert {row["environment"] for row in results(proxied)} == {"prod"}


def insert_into(project: Project, table: str) -> str:
    """Return the first words of the statement that writes to a table of the ledger."""
    return f"insert into `{project.client.project}`.`{project.ledger}`.`{table}`"


def fail_before(fault_proxy: FaultProxy, moment: Match, statement: str, message: str) -> None:
    """Let a script fail where it comes to a statement, as if the statement itself had failed."""
    fault_proxy.rewrite(moment, statement, f"raise using message = '{message}';\n{statement}")
