"""What the ledger knows of earlier loads."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from google.cloud.bigquery import ArrayQueryParameter, ScalarQueryParameter
from harness.googlesql.gate import check_statement
from harness.judging import contract_tables
from nightledger.dlt.bands import BANDS_SQL, learned_bands
from nightledger.dlt.history import HISTORY_SQL, EarlierLoad, history_of
from nightledger.ledger import append, read

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

NOW = datetime.now(tz=timezone.utc)
TYPES = {
    "days": "int64",
    "loads": "int64",
    "environment": "string",
    "pipeline_name": "string",
    "dataset_name": "string",
    "tables": "array<string>",
    "load_ids": "array<string>",
}


def load(days_ago: float, rows: int | None, **replaced: Any) -> dict[str, Any]:  # noqa: ANN401 - a column's value
    return {
        "occurred_at": NOW - timedelta(days=days_ago),
        "environment": "test",
        "pipeline_name": "shop",
        "dataset_name": "raw",
        "load_id": f"load of {days_ago} days ago",
        "table_name": "orders",
        "status": "loaded",
        "rows_loaded": rows,
        "columns": ["id bigint"],
        **replaced,
    }


def test_the_query_is_valid_googlesql() -> None:
    catalogue = contract_tables("project", "audit")
    sql = HISTORY_SQL.replace("from dlt_loads", "from `project.audit.dlt_loads`")
    assert check_statement("history of loads", sql, catalogue, TYPES) == []


def test_the_query_of_bands_is_valid_googlesql() -> None:
    catalogue = contract_tables("project", "audit")
    sql = BANDS_SQL.replace("from learned_usuals", "from `project.audit.learned_usuals`")
    types = {"environment": "string", "subjects": "array<string>"}
    assert check_statement("bands of loads", sql, catalogue, types) == []


@pytest.mark.row("D5")
def test_the_band_that_was_learned_last_is_read(client: Client, ledger: str) -> None:
    now = datetime.now(timezone.utc)
    yesterday, before = (now - timedelta(days=days) for days in (1, 2))
    other, next_hour = now - timedelta(hours=5), now + timedelta(hours=1)
    learned = [
        ("dlt.shop.orders", "", yesterday, 8, 92),
        ("dlt.shop.orders", f"{now:%a %H}", yesterday, 0, 3),
        # the hour may change before the question is asked
        ("dlt.shop.orders", f"{next_hour:%a %H}", yesterday, 0, 3),
        ("dlt.shop.orders", f"{other:%a %H}", yesterday, 0, 9_000),
        ("dlt.shop.orders", "", before, 1, 2),
        ("dlt.shop.orders", "", now, 1, 2),
        ("dlt.shop.customers", "", before, 5, 6),
        ("dlt.shop.other", "", yesterday, 5, 6),
    ]
    rows = ", ".join(
        f"('{number}', timestamp '{at:%Y-%m-%d %H:%M:%S}', 'me', 'test', '{subject}', 'row_count', "
        f"'{slot}', date '{at:%Y-%m-%d}', 14, 50, {low}, {high}, '{low} to {high}')"
        for number, (subject, slot, at, low, high) in enumerate(learned)
    )
    client.query_and_wait(
        f"insert into {ledger}.learned_usuals (row_id, recorded_at, recorded_by, environment, "
        "subject, measure, slot, learned_on, sample_count, median, low, high, explanation) "
        f"values {rows}"
    )
    parameters: list[ScalarQueryParameter | ArrayQueryParameter] = [
        ScalarQueryParameter("environment", "STRING", "test"),
        ArrayQueryParameter("subjects", "STRING", ["dlt.shop.orders", "dlt.shop.customers"]),
    ]
    bands = learned_bands(read(client, ledger, BANDS_SQL, parameters=parameters).rows)
    assert {subject: band.why for subject, band in bands.items()} == {
        "dlt.shop.orders": "8 to 92; 0 to 3",
        "dlt.shop.customers": "5 to 6",
    }


@pytest.mark.row("D5")
def test_the_latest_loads_of_the_same_tables_are_read_newest_first(
    client: Client, ledger: str
) -> None:
    rows = [
        load(3, 30, columns=["id bigint", "coupon text"]),
        load(2, 20),
        load(1, 10),
        load(4, 40),
        load(1, 0, table_name="customers"),
        load(1.5, 1, table_name="other"),
        load(1.6, 2, environment="staging"),
        load(1.7, 3, dataset_name="elsewhere"),
        load(1.8, 4, status="failed"),
        load(1.9, None),
        load(99, 5),
        load(0, 6, load_id="this one"),
    ]
    append(client, ledger, "dlt_loads", rows)
    parameters: list[ArrayQueryParameter | ScalarQueryParameter] = [
        ScalarQueryParameter("days", "INT64", 90),
        ScalarQueryParameter("loads", "INT64", 3),
        ScalarQueryParameter("environment", "STRING", "test"),
        ScalarQueryParameter("pipeline_name", "STRING", "shop"),
        ScalarQueryParameter("dataset_name", "STRING", "raw"),
        ArrayQueryParameter("tables", "STRING", ["orders", "customers"]),
        ArrayQueryParameter("load_ids", "STRING", ["this one"]),
    ]
    history = history_of(read(client, ledger, HISTORY_SQL, parameters=parameters).rows)
    assert [earlier.rows for earlier in history["orders"]] == [10, 20, 30]
    assert history["orders"][2].columns == {"id", "coupon"}
    assert history["customers"] == [EarlierLoad(rows=0, columns=frozenset({"id"}))]
    assert set(history) == {"orders", "customers"}
