"""Days of the asset graph: a bad one, three good ones, a backfill; and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from harness.day import last_day
from lender.driver import steps
from lender.ingest import Variant
from lender.tests_py.graph import Graph, open_graph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target

pytestmark = [
    # How a backfill is cut into runs is beta in Dagster; the lender wants one run per date.
    pytest.mark.filterwarnings("ignore:Parameter `backfill_policy`"),
    # dlt tries BigQuery's fast read path, and does without.
    pytest.mark.filterwarnings("ignore:Cannot create BigQuery Storage client"),
]

TODAY = last_day()
BAD = TODAY - timedelta(days=3)
GOOD = [TODAY - timedelta(days=n) for n in (2, 1, 0)]
PAST = GOOD[1]
TABLES = ("customers", "accounts", "loans", "payments")
DUPLICATES = "stg_lender__customers:unique_stg_lender__customers_customer_id"
OVERDRAWN = "stg_lender__accounts:accepted_range_stg_lender__accounts_balance_eur__1000000__0"
PUBLISHED = {"exports__fct_payments", "exports__portfolio_by_purpose", "quality_report"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What was run, and what was there before and after the backfill."""

    graph: Graph
    bad: dg.ExecuteInProcessResult
    report: dg.ExecuteInProcessResult
    good: list[dg.ExecuteInProcessResult]
    before: dict[str, Any]
    backfill: dg.ExecuteInProcessResult
    after: dict[str, Any]


@pytest.fixture(scope="module")
def days(
    project: Path,
    bigquery: Target,
    client: Client,
    lender_dataset: str,
    lender_home: Path,
) -> Iterator[Days]:
    """Live through the days once: five dbt builds."""
    with open_graph(project, bigquery, client, lender_dataset, lender_home) as graph:
        graph.dagster.announce(BAD, Variant.DEFECTIVE)
        (landed,) = graph.dagster.landed()
        bad = graph.dagster.requested(landed, sensor="landed_deliveries")
        report = graph.dagster.requested(
            asked_after(graph, bad), sensor="report_after_failure", job="lender_report"
        )
        good = [graph.dagster.run(str(day)) for day in GOOD]
        before = holdings(graph, PAST)
        backfill = graph.dagster.run(str(PAST), tags={"dagster/backfill": "again"})
        yield Days(
            graph=graph,
            bad=bad,
            report=report,
            good=good,
            before=before,
            backfill=backfill,
            after=holdings(graph, PAST),
        )


def holdings(graph: Graph, day: date) -> dict[str, Any]:
    """Count what there is in all, and of a date; read what was published of it."""
    counts = {
        table: graph.lender.rows(
            f"select count(*) as row_count, countif(business_date = '{day}') as of_the_date"
            f" from `{{raw}}`.{table}"
        )[0]
        for table in TABLES
    }
    files = (graph.home / "exports").glob(f"*/{day}.csv")
    return {
        **counts,
        "marts": [graph.lender.count(f"built.{m}") for m in ("dim_customers", "fct_payments")],
        "history": graph.lender.count("built.customers_history"),
        "published": {path.parent.name: path.read_text() for path in files},
    }


def asked_after(graph: Graph, failed: dg.ExecuteInProcessResult) -> dg.RunRequest:
    """Evaluate the sensor of failed runs for one of them."""
    sensor = graph.dagster.defs.get_repository_def().get_sensor_def("report_after_failure")
    context = dg.build_run_status_sensor_context(
        sensor_name="report_after_failure",
        dagster_instance=graph.dagster.instance,
        dagster_run=failed.dagster_run,
        dagster_event=failed.get_run_failure_event(),
    ).for_run_failure()
    request = sensor(context)
    assert isinstance(request, dg.RunRequest)
    return request


@pytest.mark.row("E4")
def test_three_consecutive_days_after_it_are_green_and_published(days: Days) -> None:
    for result in days.good:
        assert result.success
        assert days.graph.dagster.not_green(result) == {}
        assert steps(result) >= PUBLISHED | {"notification"}


@pytest.mark.row("E1")
def test_every_date_has_its_files_whole_and_none_besides(days: Days) -> None:
    folder = days.graph.home / "exports"
    for mart in ("fct_payments", "portfolio_by_purpose"):
        names = {path.name for path in (folder / mart).iterdir()}
        assert names == {f"{day}.{ending}" for day in GOOD for ending in ("csv", "parquet")}
    csv = (folder / "fct_payments" / f"{TODAY}.csv").read_text().splitlines()
    paid = days.graph.lender.rows(
        f"select count(*) as row_count from {{built}}.fct_payments where due_on = '{TODAY}'"
    )
    assert len(csv) - 1 == paid[0]["row_count"] > 10


@pytest.mark.row("E5")
def test_a_backfill_of_a_past_date_leaves_no_duplicates(days: Days) -> None:
    assert days.backfill.success
    assert days.graph.dagster.not_green(days.backfill) == {}
    assert days.before["customers"]["of_the_date"] == 1000
    assert days.after == days.before


@pytest.mark.row("E5")
def test_a_backfill_does_not_rewrite_the_past_with_later_numbers(days: Days) -> None:
    portfolio = days.after["published"]["portfolio_by_purpose"]
    assert portfolio.count(str(PAST)) == len(portfolio.splitlines()) - 1 == 10


@pytest.mark.row("E7")
@pytest.mark.row("D6")
def test_a_failing_critical_test_blocks_publishing(days: Days) -> None:
    found = days.graph.dagster.not_green(days.bad)
    assert not days.bad.success
    assert steps(days.bad) == {"deliveries", "are_of_their_date"}
    assert (found[DUPLICATES], found[OVERDRAWN]) == ("failed", "warned")
    assert found["exports/fct_payments:files_are_whole"] == "not evaluated"
    assert found["fct_loans:same_row_count_fct_loans_ref_stg_lender__loans_"] == "not evaluated"
    assert not list((days.graph.home / "exports").glob(f"*/{BAD}.*"))


@pytest.mark.row("E4")
def test_the_delivery_that_landed_was_run_once(days: Days) -> None:
    assert days.bad.dagster_run.tags["lender/delivery_note"] == f"{BAD}.json"
    assert days.graph.dagster.landed() == []


@pytest.mark.row("E1")
def test_a_failed_run_has_its_quality_report_too(days: Days) -> None:
    assert days.report.success
    reports = days.graph.home / "reports"
    bad, good = ((reports / f"{day}.md").read_text() for day in (BAD, GOOD[0]))
    assert "critical: unique on stg_lender__customers.customer_id: customer_id=" in bad
    assert days.bad.run_id in bad
    assert "70 of 70 checks passed" in good
    assert (reports / f"{BAD}.json").stat().st_size > 500


@pytest.mark.row("C11")
def test_rows_left_in_quarantine_are_a_notice_that_was_resolved(days: Days) -> None:
    found = days.graph.ledger(
        "select status, count(*) as row_count from `{ledger}`.alert_notices group by status"
    )
    assert found == [{"status": "resolved", "row_count": 4}]


@pytest.mark.row("A12")
@pytest.mark.row("A5")
@pytest.mark.row("A6")
def test_run_load_command_and_checks_are_joined_by_ids(days: Days) -> None:
    days.graph.dagster.audit()
    found = days.graph.ledger(JOINED)
    runs = [days.bad, *days.good, days.backfill]
    assert {row["run_id"] for row in found} == {run.run_id for run in runs}
    by_run = {row["run_id"]: row for row in found}
    assert {row["command_count"] for row in found} == {1}
    assert {row["load_count"] for row in found} == {1}
    assert all(row["materialized_by_load"] == 5 for row in found)
    assert all(row["checks_by_command"] > 60 for row in by_run.values() if row["is_green"])
    assert by_run[days.bad.run_id]["is_green"] is False
    assert by_run[days.bad.run_id]["partition_key"] == str(BAD)
    assert by_run[days.bad.run_id]["launched_by"] == "sensor"
    assert by_run[days.backfill.run_id]["backfill_id"] == "again"


JOINED = """
with runs as (
    select * from `{ledger}`.dagster_runs
    where job_name = 'lender_daily'
    qualify row_number() over (partition by run_id order by updated_at desc, recorded_at) = 1
)

select
    runs.run_id,
    runs.status = 'success' as is_green,
    runs.partition_key,
    runs.launched_by,
    runs.backfill_id,
    (
        select count(distinct commands.invocation_id)
        from `{ledger}`.dbt_invocations as commands
        where commands.dagster_run_id = runs.run_id
    ) as command_count,
    (
        select count(distinct loads.load_id)
        from `{ledger}`.dlt_loads as loads
        where loads.dagster_run_id = runs.run_id
    ) as load_count,
    (
        select count(*)
        from `{ledger}`.dagster_asset_materializations as made
        inner join `{ledger}`.dlt_loads as loads
            on loads.load_id in unnest(made.dlt_load_ids)
            and made.asset_key = concat('lender_raw/', loads.table_name)
        where made.run_id = runs.run_id and loads.dagster_run_id = runs.run_id
    ) as materialized_by_load,
    (
        select count(distinct checks.event_id)
        from `{ledger}`.dagster_asset_check_evaluations as checks
        inner join `{ledger}`.dbt_invocations as commands
            on checks.dbt_invocation_id = commands.invocation_id
        where checks.run_id = runs.run_id and commands.dagster_run_id = runs.run_id
    ) as checks_by_command,
from runs
"""
