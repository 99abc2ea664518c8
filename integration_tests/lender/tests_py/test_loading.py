"""Deliveries through dlt: each business date once, and every load on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from lender.ingest import Variant

if TYPE_CHECKING:
    from lender.tests_py.conftest import Lender

DAY = date(2026, 11, 20)
TABLES = ("customers", "accounts", "loans", "payments")


def rows_per_day(lender: Lender, table: str) -> dict[date, int]:
    found = lender.rows(
        f"select business_date, count(*) as row_count from `{{raw}}`.{table} group by business_date"
    )
    return {row["business_date"]: row["row_count"] for row in found}


@pytest.mark.row("E1")
def test_a_day_delivered_twice_is_there_once(lender: Lender) -> None:
    lender.deliver(DAY - timedelta(days=1))
    first = lender.deliver(DAY, Variant.DEFECTIVE)
    again = lender.deliver(DAY)
    assert (first.rows["customers"], again.rows["customers"]) == (1003, 1000)
    for table in TABLES:
        assert rows_per_day(lender, table)[DAY] == again.rows[table]
        assert len(rows_per_day(lender, table)) == 2


@pytest.mark.row("E1")
def test_a_past_day_can_be_delivered_after_a_later_one(lender: Lender) -> None:
    lender.deliver(DAY)
    lender.deliver(DAY - timedelta(days=5))
    lender.deliver(DAY - timedelta(days=5))
    assert rows_per_day(lender, "customers") == {
        DAY - timedelta(days=5): 1000,
        DAY: 1000,
    }


@pytest.mark.row("E1")
def test_payments_withheld_today_arrive_tomorrow(lender: Lender) -> None:
    withheld = lender.deliver(DAY, Variant.PAYMENTS_WITHHELD)
    late = lender.deliver(DAY + timedelta(days=1), Variant.PAYMENTS_LATE)
    assert withheld.rows["payments"] == 0
    assert lender.count("raw.payments") == late.rows["payments"]


@pytest.mark.row("A8")
@pytest.mark.row("E1")
def test_every_load_is_on_record_with_its_rows_and_schema_changes(
    recorded_lender: Lender,
) -> None:
    lender = recorded_lender
    first = lender.deliver(DAY, Variant.PAYMENTS_WITHHELD)
    second = lender.deliver(DAY + timedelta(days=1), Variant.NEW_COLUMN)
    third = lender.deliver(DAY + timedelta(days=2), Variant.CHANGED_TYPE)
    facts = lender.rows(
        "select load_id, table_name, rows_loaded, status, schema_changes"
        " from `{built}_audit`.dlt_loads"
    )
    recorded = {(fact["load_id"], fact["table_name"]): fact for fact in facts}
    assert len(facts) == len(recorded) == 15
    assert {fact["status"] for fact in facts} == {"loaded"}
    assert recorded[first.load_id, "payments"]["rows_loaded"] == 0
    assert recorded[first.load_id, "customers"]["schema_changes"] == []
    assert recorded[second.load_id, "accounts"]["schema_changes"] == ["branch_code text"]
    assert recorded[third.load_id, "accounts"]["schema_changes"] == ["balance_eur__v_text text"]


@pytest.mark.row("A8")
def test_a_load_succeeds_and_says_so_when_there_is_no_ledger(
    lender: Lender, caplog: pytest.LogCaptureFixture
) -> None:
    assert lender.deliver(DAY).rows["loans"] == 1000
    assert "This load is not on record." in caplog.text
    assert "nightledger.setup" in caplog.text
