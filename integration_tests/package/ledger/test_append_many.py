"""Appending to several tables of the embedded BigQuery at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from nightledger.errors import RowError
from nightledger.ledger import append_many, read
from nightledger.ledger.batches import BATCH_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.cloud.bigquery import Client

    Maker = Callable[..., dict[str, Any]]


def count(client: Client, ledger: str, table: str) -> int:
    return int(read(client, ledger, f"select count(*) from {table}").rows[0][0])


@pytest.mark.row("A11")
def test_rows_of_several_tables_take_one_job_and_are_written_once(
    client: Client, ledger: str, load_row: Maker, invocation_row: Maker
) -> None:
    rows = {
        "dlt_loads": [load_row(table_name=name) for name in ("loans", "customers")],
        "dbt_invocations": [invocation_row()],
    }
    assert append_many(client, ledger, rows) == 1
    assert append_many(client, ledger, rows) == 1
    assert (
        count(client, ledger, "dlt_loads"),
        count(client, ledger, "dbt_invocations"),
    ) == (2, 1)


def test_no_rows_take_no_job(client: Client, ledger: str) -> None:
    assert append_many(client, ledger, {"dlt_loads": [], "dbt_invocations": []}) == 0


def test_what_does_not_fit_into_one_request_takes_another(
    client: Client, ledger: str, load_row: Maker, invocation_row: Maker
) -> None:
    long = "x" * (BATCH_BYTES // 2)
    rows = {
        "dlt_loads": [load_row(table_name=name, failed_jobs=[long]) for name in ("a", "b", "c")],
        "dbt_invocations": [invocation_row()],
    }
    assert append_many(client, ledger, rows) == 3
    assert count(client, ledger, "dlt_loads") == 3


def test_a_row_that_breaks_the_contract_stops_all_before_anything_is_sent(
    client: Client, ledger: str, load_row: Maker, invocation_row: Maker
) -> None:
    rows = {"dlt_loads": [load_row()], "dbt_invocations": [invocation_row(event=None)]}
    with pytest.raises(RowError, match="dbt_invocations, row 1, column event"):
        append_many(client, ledger, rows)
    assert count(client, ledger, "dlt_loads") == 0
