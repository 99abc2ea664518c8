"""Appending while BigQuery or the network misbehaves."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from harness.fault_proxy import Match
from harness.jobs import jobs_since
from nightledger.errors import PermanentLedgerError, TransientLedgerError
from nightledger.ledger import AppendResult, append

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google.cloud.bigquery import Client
    from harness.fault_proxy import FaultProxy
    from harness.target import Target

    Maker = Callable[..., dict[str, Any]]


INSERT = Match(method="POST", sql="insert into")
ONE_ROW = AppendResult(inserted=1, already_there=0)


@pytest.fixture
def shaky(bigquery: Target, fault_proxy: FaultProxy) -> Iterator[Client]:
    """Yield a client behind the fault proxy."""
    client = bigquery.through(fault_proxy.url).client()
    yield client
    client.close()  # type: ignore[no-untyped-call]


@pytest.mark.row("A11")
def test_a_retry_after_a_lost_answer_is_the_same_job(
    client: Client, shaky: Client, fault_proxy: FaultProxy, ledger: str, load_row: Maker
) -> None:
    began = datetime.now(timezone.utc) - timedelta(milliseconds=5)
    fault_proxy.lose_response(INSERT)
    assert append(shaky, ledger, "dlt_loads", [load_row()]) == ONE_ROW
    sent = {request.json["jobReference"]["jobId"] for request in fault_proxy.seen(INSERT)}
    assert len(fault_proxy.seen(INSERT)) == 2
    assert len(sent) == 1
    inserts = [job for job in jobs_since(client, began) if f"{ledger}.dlt_loads" in job.sql]
    assert len([job for job in inserts if job.sql.startswith("insert")]) == 1


@pytest.mark.parametrize(
    ("status", "reason", "message"),
    [
        (500, None, None),
        (503, None, None),
        (429, None, None),
        (403, "rateLimitExceeded", None),
        (
            400,
            "invalidQuery",
            "Could not serialize access to table t due to concurrent update",
        ),
    ],
)
def test_a_busy_bigquery_is_asked_again(
    shaky: Client,
    fault_proxy: FaultProxy,
    ledger: str,
    load_row: Maker,
    status: int,
    reason: str | None,
    message: str | None,
) -> None:
    fault_proxy.fail(INSERT, status=status, reason=reason, message=message)
    assert append(shaky, ledger, "dlt_loads", [load_row()]) == ONE_ROW


def test_a_job_that_lost_against_another_is_run_under_a_new_id(
    shaky: Client, fault_proxy: FaultProxy, ledger: str, load_row: Maker
) -> None:
    message = "Could not serialize access to table t due to concurrent update"
    fault_proxy.fail_job(INSERT, reason="invalidQuery", message=message)
    assert append(shaky, ledger, "dlt_loads", [load_row()]) == ONE_ROW
    first, second = [request.json["jobReference"]["jobId"] for request in fault_proxy.seen(INSERT)]
    assert second == f"{first}-2"


def test_the_job_of_an_earlier_failed_call_does_not_stand_in_the_way(
    client: Client, ledger: str, load_row: Maker
) -> None:
    table = f"{ledger}.dlt_loads"
    client.query(f"alter table {table} rename column rows_loaded to old_rows").result()
    with pytest.raises(PermanentLedgerError):
        append(client, ledger, "dlt_loads", [load_row()])
    client.query(f"alter table {table} rename column old_rows to rows_loaded").result()
    assert append(client, ledger, "dlt_loads", [load_row()]) == ONE_ROW


def test_an_outage_ends_in_a_transient_error_that_says_what_to_do(
    shaky: Client, fault_proxy: FaultProxy, ledger: str, load_row: Maker
) -> None:
    fault_proxy.fail(INSERT, status=503, times=100)
    with pytest.raises(TransientLedgerError, match="run the same again") as caught:
        append(shaky, ledger, "dlt_loads", [load_row()], retry_seconds=1.0)
    assert ": 1 to dlt_loads" in str(caught.value)


def test_a_refused_permission_is_not_asked_again(
    shaky: Client, fault_proxy: FaultProxy, ledger: str, load_row: Maker
) -> None:
    denied = "Access Denied: Table t: User does not have permission"
    fault_proxy.fail(INSERT, status=403, reason="accessDenied", message=denied, times=100)
    with pytest.raises(PermanentLedgerError, match=r"roles/bigquery\.dataEditor") as caught:
        append(shaky, ledger, "dlt_loads", [load_row()])
    assert denied in str(caught.value)
    assert len(fault_proxy.seen(INSERT)) == 1


def test_a_token_that_is_no_longer_good_is_said_so_and_not_asked_again(
    shaky: Client, fault_proxy: FaultProxy, ledger: str, load_row: Maker
) -> None:
    fault_proxy.fail(INSERT, status=401, times=100)
    with pytest.raises(PermanentLedgerError, match="gcloud auth application-default login"):
        append(shaky, ledger, "dlt_loads", [load_row()])
    assert len(fault_proxy.seen(INSERT)) == 1


def test_a_client_without_a_server_reports_a_transient_error(
    bigquery: Target, load_row: Maker
) -> None:
    client = bigquery.through("http://127.0.0.1:9").client()
    with pytest.raises(TransientLedgerError, match="run the same again"):
        append(client, "audit", "dlt_loads", [load_row()], retry_seconds=0.5)
