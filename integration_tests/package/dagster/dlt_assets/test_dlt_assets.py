"""Loads by real Dagster and dlt into the embedded BigQuery, judged by what the ledger knows."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from nightledger.dagster import LedgerResource, dlt_ledger
from nightledger.errors import ConfigError
from nightledger.ledger import append
from package.dagster.dlt_assets.shop import CUSTOMERS, ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from package.dagster.dlt_assets.shop import Shop

pytestmark = pytest.mark.row("D5")
ROW_COUNT, DRIFT, FAILED_JOBS = "dlt_row_count", "dlt_schema_drift", "dlt_failed_jobs"
CHECKS = (ROW_COUNT, DRIFT, FAILED_JOBS)


def remember(shop: Shop, counts: Sequence[int], columns: Sequence[str] = ()) -> None:
    """Put earlier loads of orders on record, newest first."""
    now = datetime.now(tz=timezone.utc)
    rows = [
        {
            "occurred_at": now - timedelta(days=days),
            "environment": "test",
            "pipeline_name": "shop",
            "dataset_name": shop.raw_dataset,
            "load_id": f"load {days}",
            "table_name": "orders",
            "status": "loaded",
            "rows_loaded": count,
            "columns": [f"{column} text" for column in columns],
        }
        for days, count in enumerate(counts, start=1)
    ]
    append(shop.client, shop.ledger_dataset, "dlt_loads", rows)


def learn(shop: Shop, low: float, high: float) -> None:
    """Let the ledger have learned yesterday how many orders a load has."""
    yesterday = datetime.now(tz=timezone.utc) - timedelta(days=1)
    columns = "row_id, recorded_at, recorded_by, environment, subject, measure, slot, learned_on, "
    shop.client.query_and_wait(
        f"insert into {shop.ledger_dataset}.learned_usuals "
        f"({columns} sample_count, median, low, high, explanation) "
        f"values ('u', timestamp '{yesterday:%Y-%m-%d %H:%M:%S}', 'test', 'test', "
        f"'dlt.shop.orders', 'row_count', '', date '{yesterday:%Y-%m-%d}', 14, "
        f"{(low + high) / 2}, {low}, {high}, "
        f"'usually {low:,.0f} to {high:,.0f} rows (14 loads)')"
    )


@pytest.mark.row("A8")
@pytest.mark.row("A12")
def test_a_first_load_passes_and_is_on_record_with_its_run(shop: Shop) -> None:
    ran = shop.load()
    assert ran.success
    assert {ran.passed(check, asset) for check in CHECKS for asset in (ORDERS, CUSTOMERS)} == {True}
    assert "nothing is usual yet" in ran.said(ROW_COUNT)
    orders = next(fact for fact in shop.recorded() if fact["table_name"] == "orders")
    assert (orders["rows_loaded"], orders["status"], orders["environment"]) == (
        10,
        "loaded",
        "test",
    )
    assert orders["columns"] == ["id bigint", "amount double"]
    assert orders["dagster_run_id"] == orders["pipeline_run_id"] == ran.result.run_id
    metadata = ran.metadata()
    assert (metadata["rows_loaded"], metadata["dlt_load_ids"]) == (
        10,
        [orders["load_id"]],
    )


@pytest.mark.row("B9")
def test_no_rows_are_a_number_and_fail_where_rows_are_usual(shop: Shop) -> None:
    learn(shop, 1, 20)
    shop.orders = []
    ran = shop.load()
    assert ran.passed(ROW_COUNT) is False
    assert ran.metadata()["rows_loaded"] == 0
    assert ran.said(ROW_COUNT) == (
        "orders: 0 rows, not 1 to 20 rows (usually 1 to 20 rows (14 loads))"
    )
    evaluation = ran.check(ROW_COUNT)
    assert evaluation
    assert evaluation.metadata["told_by_load"].value is True, "the ledger tells it by itself"
    assert ran.passed(ROW_COUNT, CUSTOMERS) is True
    assert ran.success, "without blocking it stops nothing"
    assert {fact["table_name"]: fact["rows_loaded"] for fact in shop.recorded()} == {
        "orders": 0,
        "customers": 1,
    }


@pytest.mark.row("B9")
def test_rows_far_off_the_usual_fail_and_a_band_that_was_set_goes_before(
    shop: Shop,
) -> None:
    learn(shop, 500, 1_500)
    ran = shop.load(bands={"customers": (2, 5)}, severities={"dlt_row_count": "critical"})
    assert (ran.passed(ROW_COUNT), ran.passed(ROW_COUNT, CUSTOMERS)) == (False, False)
    assert ran.said(ROW_COUNT) == (
        "orders: 10 rows, not 500 to 1,500 rows (usually 500 to 1,500 rows (14 loads))"
    )
    assert ran.said(ROW_COUNT, CUSTOMERS) == (
        "customers: 1 rows, not 2 to 5 rows (as set for this table)"
    )
    evaluation = ran.check(ROW_COUNT)
    assert evaluation
    assert evaluation.severity == dg.AssetCheckSeverity.ERROR
    metadata = {name: value.value for name, value in evaluation.metadata.items()}
    assert metadata["nightledger/severity"] == "critical"
    assert (metadata["rows"], metadata["least"], metadata["most"]) == (10, 500, 1_500)
    assert metadata["told_by_load"] is False, "somebody set what its failure is worth"


def test_new_changed_and_missing_columns_are_drift_until_they_are_right_again(
    shop: Shop,
) -> None:
    usual = shop.orders
    shop.load()
    shop.orders = [row | {"coupon": "x", "amount": "a lot"} for row in usual]
    changed = shop.load()
    assert changed.passed(DRIFT) is False
    assert changed.said(DRIFT) == (
        "new: orders.coupon text; came with another type: orders.amount__v_text text; "
        "no longer has data: orders.amount"
    )
    evaluation = changed.check(DRIFT)
    assert evaluation
    assert evaluation.severity == dg.AssetCheckSeverity.WARN
    shop.orders = [row | {"coupon": "x"} for row in usual]
    back = shop.load()
    assert back.said(DRIFT) == "No new, changed or missing columns"
    assert back.passed(DRIFT) is True


def test_a_missing_column_is_not_right_by_being_missing_again(shop: Shop) -> None:
    remember(shop, [10, 10], columns=["id", "amount", "coupon"])
    first, second = shop.load(), shop.load()
    assert first.said(DRIFT) == second.said(DRIFT) == "no longer has data: orders.coupon"
    assert (first.passed(DRIFT), second.passed(DRIFT)) == (False, False)


@pytest.mark.row("A8")
def test_a_load_that_raises_is_on_record_and_leaves_rows_and_drift_unjudged(
    shop: Shop,
) -> None:
    shop.failures = [ConnectionError("the shop is closed")]
    ran = shop.load()
    assert not ran.success
    assert (ran.passed(ROW_COUNT), ran.passed(DRIFT)) == (None, None)
    assert ran.passed(FAILED_JOBS) is False
    assert "the shop is closed" in ran.said(FAILED_JOBS)
    recorded = {fact["table_name"]: fact for fact in shop.recorded()}
    assert {fact["status"] for fact in recorded.values()} == {"failed"}
    assert recorded["orders"]["dagster_run_id"] == ran.result.run_id


@pytest.mark.row("D6")
def test_a_load_that_recovers_on_its_second_attempt_failed_no_check(shop: Shop) -> None:
    shop.failures = [ConnectionError("the shop is closed")]
    ran = shop.load(retry_policy=dg.RetryPolicy(max_retries=1))
    assert ran.success
    evaluations = ran.result.get_asset_check_evaluations()
    assert {evaluation.passed for evaluation in evaluations} == {True}
    orders = [fact["status"] for fact in shop.recorded() if fact["table_name"] == "orders"]
    assert orders == ["failed", "loaded"]


@pytest.mark.row("E6")
def test_a_blocking_row_count_keeps_what_is_downstream_from_running(shop: Shop) -> None:
    @dg.asset(deps=[ORDERS])
    def report() -> None:
        """Stand for everything that reads orders."""

    learn(shop, 1, 20)
    shop.orders = []
    ran = shop.load(report, blocking=True)
    assert not ran.success
    made = {event.asset_key for event in ran.result.get_asset_materialization_events()}
    assert made == {ORDERS, CUSTOMERS}
    assert ran.passed(ROW_COUNT) is False
    shop.orders = [{"id": 1, "amount": 1.5}]
    assert shop.load(report, blocking=True).success


def test_a_ledger_that_is_not_there_fails_nothing(shop: Shop) -> None:
    shop.ledger = LedgerResource(
        project=shop.target.project, dataset="not_there", endpoint=shop.target.url
    )
    shop.orders = []
    ran = shop.load(bands={"customers": (2, 5)})
    assert ran.success
    assert ran.passed(ROW_COUNT) is True
    assert ran.said(ROW_COUNT).startswith("orders: 0 rows, any number of rows (the ledger could no")
    assert ran.passed(ROW_COUNT, CUSTOMERS) is False, "the band that was set holds all the same"
    assert "Missing columns were not looked for: the ledger could not be read" in ran.said(DRIFT)


@pytest.mark.row("E1")
def test_a_partition_is_loaded_from_a_source_of_its_own(shop: Shop) -> None:
    days = dg.StaticPartitionsDefinition(["2026-03-01", "2026-03-02"])

    def source_for(context: dg.AssetExecutionContext) -> object:
        shop.orders = [{"id": 1, "day": context.partition_key}]
        return shop.source()

    ran = shop.load(
        partitions_def=days,
        source_for=source_for,
        partition_key="2026-03-02",
        selection=[ORDERS],
        run_arguments={"loader_file_format": "parquet"},
    )
    assert ran.success
    (event,) = ran.result.get_asset_materialization_events()
    assert event.partition == "2026-03-02"
    found = shop.client.query_and_wait(f"select day from {shop.raw_dataset}.orders")
    assert [row["day"] for row in found] == ["2026-03-02"]
    assert [fact["table_name"] for fact in shop.recorded()] == ["orders"]


def test_checks_alone_load_nothing_and_say_why(shop: Shop) -> None:
    ran = shop.load(selection=dg.AssetSelection.checks(dg.AssetCheckKey(ORDERS, ROW_COUNT)))
    assert not ran.success
    assert shop.recorded() == []


def test_a_severity_for_a_check_that_is_not_there_is_refused(shop: Shop) -> None:
    with pytest.raises(ConfigError, match="dlt_rowcount"):
        shop.assets(severities={"dlt_rowcount": "warn"})


def test_a_ledger_out_of_reach_is_waited_for_once_and_fails_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dlt_ledger, "RETRY_SECONDS", 0.5)
    # whoever waited for the ledger when reading would wait until the test is given up
    monkeypatch.setattr(sys.modules["nightledger.ledger.read"], "RETRY_SECONDS", 100_000.0)
    shop.ledger = LedgerResource(
        project=shop.target.project,
        dataset=shop.ledger_dataset,
        endpoint="http://127.0.0.1:9",
    )
    ran = shop.load()
    assert ran.success
    assert "the ledger could not be read" in ran.said(ROW_COUNT)


@pytest.mark.row("B9")
def test_a_check_judges_the_table_a_resource_really_writes(shop: Shop) -> None:
    shop.orders = [{"id": 1, "lines": [{"sku": "a"}]}, {"id": 2}]
    shop.table_names = {"orders": "OrdersOfToday"}
    learned = shop.load(bands={"orders_of_today": (1, None)})
    assert learned.success
    assert learned.metadata()["rows_loaded"] == 2
    assert learned.said(ROW_COUNT) == (
        "orders_of_today: 2 rows, at least 1 rows (as set for this table)"
    )
    tables = {fact["table_name"]: fact["rows_loaded"] for fact in shop.recorded()}
    assert tables == {"orders_of_today": 2, "orders_of_today__lines": 1, "customers": 1}
    shop.orders = [{"id": 3, "lines": [{"sku": "a", "colour": "red"}]}]
    again = shop.load(bands={"orders": (2, None)})
    assert again.passed(ROW_COUNT) is False
    assert again.said(DRIFT) == "new: orders_of_today__lines.colour text"
    assert again.passed(DRIFT, CUSTOMERS) is True
