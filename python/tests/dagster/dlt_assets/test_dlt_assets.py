"""Loads by real Dagster and dlt into the embedded BigQuery, judged by what the ledger knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from python.tests.dagster.dlt_assets.shop import CUSTOMERS, ORDERS

if TYPE_CHECKING:
    from python.tests.dagster.dlt_assets.shop import Shop

pytestmark = pytest.mark.row("D5")
CHECKS = ("dlt_row_count", "dlt_schema_drift", "dlt_failed_jobs")


def test_a_first_load_passes_and_is_on_record(shop: Shop) -> None:
    ran = shop.load()
    assert ran.success
    assert {ran.passed(check, asset) for check in CHECKS for asset in (ORDERS, CUSTOMERS)} == {True}
    assert "0 earlier loads with rows are on record" in ran.said("dlt_row_count")
    orders = next(fact for fact in shop.recorded() if fact["table_name"] == "orders")
    assert (orders["rows_loaded"], orders["status"], orders["environment"]) == (
        10,
        "loaded",
        "test",
    )
    assert orders["dagster_run_id"] == orders["pipeline_run_id"] == ran.result.run_id
    metadata = ran.metadata()
    assert (metadata["rows_loaded"], metadata["dlt_load_ids"]) == (10, [orders["load_id"]])


def test_no_rows_are_a_number_and_fail_where_there_were_rows_before(shop: Shop) -> None:
    shop.load()
    shop.orders = []
    ran = shop.load()
    assert ran.passed("dlt_row_count") is False
    assert ran.metadata()["rows_loaded"] == 0
    assert "orders: 0 rows, not at least 1 rows" in ran.said("dlt_row_count")


def test_columns(shop: Shop) -> None:
    shop.load()
    shop.orders = [row | {"coupon": "x", "amount": "a lot"} for row in shop.orders]
    ran = shop.load()
    assert ran.passed("dlt_schema_drift") is False
    print(ran.said("dlt_schema_drift"))
    shop.orders = [{"id": 1, "coupon": "x"}]
    ran = shop.load()
    print(ran.said("dlt_schema_drift"))
    ran = shop.load()
    print(ran.said("dlt_schema_drift"))


def test_fail(shop: Shop) -> None:
    shop.failures = [RuntimeError("api gone, password=hunter22")]
    ran = shop.load()
    assert not ran.success
    print(ran.passed("dlt_failed_jobs"), ran.said("dlt_failed_jobs"))
    print(shop.recorded())
