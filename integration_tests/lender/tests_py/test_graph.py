"""What the code location offers, by name, and what stops a bad delivery at the door."""

from __future__ import annotations

import importlib
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from harness.day import last_day
from lender.driver import steps
from lender.ingest import Variant
from lender.tests_py.graph import Graph, open_graph

if TYPE_CHECKING:
    from collections.abc import Iterator
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
TABLES = ("customers", "accounts", "loans", "payments")
CHAIN = [
    "lender_raw/loans",
    "stg_lender__loans",
    "fct_loans",
    "portfolio_by_purpose",
    "exports/portfolio_by_purpose",
    "quality_report",
    "notification",
]


@pytest.fixture(scope="module")
def graph(
    project: Path,
    bigquery: Target,
    client: Client,
    lender_dataset: str,
    lender_home: Path,
) -> Iterator[Graph]:
    """Yield the graph over an empty warehouse."""
    with open_graph(project, bigquery, client, lender_dataset, lender_home) as graph:
        yield graph


def key(name: str) -> dg.AssetKey:
    return dg.AssetKey.from_user_string(name)


@pytest.mark.row("E1")
def test_the_graph_is_one_from_the_delivery_to_the_notification(graph: Graph) -> None:
    assets = graph.dagster.defs.resolve_asset_graph()
    for upstream, downstream in pairwise(CHAIN):
        assert key(upstream) in assets.get(key(downstream)).parent_keys, downstream
    names = {each.to_user_string() for each in assets.get_all_asset_keys()}
    assert names >= {f"lender_raw/{table}" for table in TABLES}
    assert names >= {
        "customers_history",
        "int_payments",
        "exports/fct_payments",
        "loan_purposes",
    }
    assert not [name for name in names if "nightledger" in name]
    groups = {assets.get(each).group_name for each in assets.get_all_asset_keys()}
    assert groups == {"deliveries", "data_platform", "lending", "publishing"}
    assert all(assets.get(each).owners for each in assets.materializable_asset_keys)


@pytest.mark.row("E1")
@pytest.mark.usefixtures("graph")
def test_dagster_finds_one_definitions_object_in_the_module() -> None:
    module = importlib.import_module("lender.orchestration.definitions")
    found = [name for name, value in vars(module).items() if isinstance(value, dg.Definitions)]
    assert found == ["defs"]


@pytest.mark.row("E4")
def test_the_job_the_schedule_and_the_sensors_are_there_by_name(graph: Graph) -> None:
    repository = graph.dagster.defs.get_repository_def()
    daily = repository.get_job("lender_daily")
    schedule = repository.get_schedule_def("lender_at_midnight")
    assert daily.tags["dagster/max_runtime"] == "3600"
    assert (schedule.cron_schedule, schedule.execution_timezone) == (
        "0 0 * * *",
        "Europe/Berlin",
    )
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert {sensor.name for sensor in repository.sensor_defs} == {
        "landed_deliveries",
        "report_after_failure",
        "nightledger_audit",
    }
    defined = repository.assets_defs_by_key
    assert defined[key("lender_raw/loans")].op.retry_policy is not None
    assert defined[key("exports/fct_payments")].op.retry_policy is not None
    assert defined[key("fct_payments")].op.retry_policy is None


@pytest.mark.row("E4")
def test_the_schedule_runs_the_date_that_begins_at_midnight_in_berlin(
    graph: Graph,
) -> None:
    schedule = graph.dagster.defs.get_repository_def().get_schedule_def("lender_at_midnight")
    midnight = datetime(2026, 7, 14, tzinfo=ZoneInfo("Europe/Berlin"))
    with dg.build_schedule_context(
        instance=graph.dagster.instance,
        scheduled_execution_time=midnight,
        repository_def=graph.dagster.defs.get_repository_def(),
    ) as context:
        (request,) = schedule.evaluate_tick(context).run_requests or ()
    assert request.partition_key == "2026-07-14"


@pytest.mark.row("D3")
@pytest.mark.row("E6")
def test_what_is_critical_blocks_and_nothing_else_of_dbt_does(graph: Graph) -> None:
    assets = graph.dagster.defs.resolve_asset_graph()
    blocking = {
        f"{each.asset_key.to_user_string()}:{each.name}"
        for each in assets.asset_check_keys
        if assets.get_check_spec(each).blocking
    }
    assert blocking >= {
        "stg_lender__customers:unique_stg_lender__customers_customer_id",
        "lender_raw/customers:source_delivery_has_rows_lender_raw_customers_900",
        "lender_raw/customers:dlt_row_count",
        "lender_raw/loans:is_of_its_date",
        "portfolio_by_purpose:is_current",
        "exports/fct_payments:files_are_whole",
        "accounts_quarantine:every_account_is_on_one_side",
    }
    assert "fct_loans:unique_fct_loans_loan_id" not in blocking
    assert "lender_raw/customers:dlt_schema_drift" not in blocking


@pytest.mark.row("E6")
def test_a_delivery_that_broke_off_goes_no_further(graph: Graph) -> None:
    graph.dagster.announce(TODAY, Variant.STUMP)
    result = graph.dagster.run(str(TODAY))
    assert not result.success
    assert steps(result) == set()
    assert graph.dagster.not_green(result)["lender_raw/customers:dlt_row_count"] == "failed"


@pytest.mark.row("E6")
def test_yesterdays_extract_under_todays_date_goes_no_further(graph: Graph) -> None:
    graph.dagster.announce(TODAY, Variant.OLD_EXTRACT)
    result = graph.dagster.run(str(TODAY))
    found = graph.dagster.not_green(result)
    assert not result.success
    assert steps(result) == {"deliveries"}
    assert found["lender_raw/loans:is_of_its_date"] == "failed"
    assert "stg_lender__loans:unique_stg_lender__loans_loan_id" in found


@pytest.mark.row("E4")
def test_a_file_in_the_landing_folder_asks_for_one_run_of_its_date(
    graph: Graph,
) -> None:
    note = graph.dagster.announce(TODAY - timedelta(days=1), Variant.CLEAN)
    (note.parent / "README.txt").write_text("not a delivery")
    (note.parent / ".2026-11-20.json.part").write_text("{")
    first, again = graph.dagster.landed(), graph.dagster.landed()
    keys = {request.partition_key: request.run_key for request in first}
    assert set(keys) == {str(TODAY), str(TODAY - timedelta(days=1))}
    assert {request.run_key for request in again} == set(keys.values())
    graph.dagster.announce(TODAY - timedelta(days=1), Variant.PAYMENTS_LATE)
    corrected = {request.partition_key: request.run_key for request in graph.dagster.landed()}
    assert corrected[str(TODAY - timedelta(days=1))] not in keys.values()
    assert corrected[str(TODAY)] == keys[str(TODAY)]


@pytest.mark.row("E4")
def test_a_note_that_cannot_be_read_fails_the_run_and_says_how_it_is_written(
    graph: Graph,
) -> None:
    from lender.orchestration.landing import variant_of  # noqa: PLC0415 - after its variables

    note = graph.dagster.announce(TODAY, Variant.CLEAN)
    note.write_text('{"variant": "marvellous"}')
    with pytest.raises(ValueError, match=r'does not say \{"variant": one of clean, defective'):
        variant_of(note.parent, TODAY)
    assert variant_of(note.parent, date(2026, 1, 2)) is Variant.CLEAN
