"""The fault proxy, seen with the real client."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from google.api_core.exceptions import (
    BadRequest,
    Conflict,
    Forbidden,
    ServiceUnavailable,
    TooManyRequests,
)
from harness.bigquery_errors import could_not_serialize
from harness.fault_proxy import FaultProxy, Match
from requests.exceptions import ConnectionError as ConnectionLost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.api_core.exceptions import GoogleAPICallError
    from google.cloud.bigquery import Client
    from harness.target import Target

INSERTS = Match(method="POST", path=r"/jobs\b", sql=r"^insert\s+into")


@pytest.fixture
def proxied(bigquery: Target, fault_proxy: FaultProxy) -> Iterator[Client]:
    """Yield a client that talks through the proxy."""
    client = bigquery.through(fault_proxy.url).client()
    yield client
    client.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def table(client: Client, dataset: str) -> str:
    """Return an empty table, made without the proxy."""
    client.query(f"create schema {dataset}; create table {dataset}.t (a int64)").result()
    return f"{dataset}.t"


def insert(client: Client, table: str, job_id: str | None = None) -> None:
    """Insert one row, without any repetition by the client."""
    sql = f"insert into {table} values (1)"
    job = client.query(sql, job_id=job_id, retry=None, job_retry=None)  # type: ignore[arg-type]
    job.result(retry=None, job_retry=None)


def count(client: Client, table: str) -> int:
    """Count the rows."""
    (row,) = client.query(f"select count(*) from {table}").result()
    return int(row[0])


def test_unmatched_requests_pass_unchanged_and_are_recorded(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    fault_proxy.fail(Match(sql="never sent"), status=503)

    insert(proxied, table)

    assert count(proxied, table) == 1
    (seen,) = fault_proxy.seen(INSERTS)
    assert (seen.method, seen.sql) == ("POST", f"insert into {table} values (1)")
    assert len(fault_proxy.requests) >= len(fault_proxy.seen(Match(method="POST")))


@pytest.mark.parametrize(
    ("status", "reason", "error"),
    [
        (400, "invalidQuery", BadRequest),
        (403, "quotaExceeded", Forbidden),
        (403, "rateLimitExceeded", Forbidden),
        (429, "rateLimitExceeded", TooManyRequests),
        (503, "backendError", ServiceUnavailable),
    ],
)
def test_failures_reach_the_client_as_bigquerys_own(  # noqa: PLR0913, PLR0917 - fixtures, cases
    fault_proxy: FaultProxy,
    proxied: Client,
    table: str,
    status: int,
    reason: str,
    error: type[GoogleAPICallError],
) -> None:
    fault_proxy.fail(INSERTS, status=status, reason=reason, message="told so")

    with pytest.raises(error, match="told so") as caught:
        insert(proxied, table)

    assert caught.value.errors[0]["reason"] == reason
    assert count(proxied, table) == 0


def test_rule_is_used_up_after_its_times_and_can_skip_the_first(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    fault_proxy.fail(INSERTS, status=400, message=could_not_serialize(table), skip=1, times=2)

    insert(proxied, table)
    for _ in range(2):
        with pytest.raises(BadRequest, match="due to concurrent update"):
            insert(proxied, table)
    insert(proxied, table)

    assert count(proxied, table) == 2


def test_clients_own_repetition_gets_over_two_failures(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    fault_proxy.fail(INSERTS, status=503, times=2)

    proxied.query(f"insert into {table} values (1)").result()

    assert len(fault_proxy.seen(INSERTS)) == 3
    assert count(proxied, table) == 1


def test_failed_job_is_accepted_and_reported_as_failed(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    fault_proxy.fail_job(INSERTS, reason="invalidQuery", message=could_not_serialize(table))

    with pytest.raises(BadRequest, match="Could not serialize access") as caught:
        insert(proxied, table)

    assert caught.value.errors[0]["reason"] == "invalidQuery"
    assert count(proxied, table) == 0


def test_lost_request_never_arrives(fault_proxy: FaultProxy, proxied: Client, table: str) -> None:
    fault_proxy.lose_request(INSERTS)

    with pytest.raises(ConnectionLost):
        insert(proxied, table, job_id="lost-request")

    assert count(proxied, table) == 0


def test_lost_response_leaves_the_work_done_and_its_job_id_taken(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    job_id = table.replace(".", "-")
    fault_proxy.lose_response(INSERTS)

    with pytest.raises(ConnectionLost):
        insert(proxied, table, job_id=job_id)
    with pytest.raises(Conflict):
        insert(proxied, table, job_id=job_id)

    assert count(proxied, table) == 1


def test_delay_holds_the_request_back(fault_proxy: FaultProxy, proxied: Client, table: str) -> None:
    fault_proxy.delay(INSERTS, seconds=0.3)
    started = time.monotonic()

    insert(proxied, table)

    assert time.monotonic() - started >= 0.3
    assert count(proxied, table) == 1


def test_rewritten_statement_is_what_arrives(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    fault_proxy.rewrite(INSERTS, "values (1)", "values (1), (2)")

    insert(proxied, table)

    assert count(proxied, table) == 2


def test_gathered_requests_wait_for_each_other(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    fault_proxy.gather(INSERTS, parties=2)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(insert, proxied, table)
        time.sleep(0.3)
        held_back = not first.done()
        pool.submit(insert, proxied, table).result()
        first.result()

    assert held_back
    assert count(proxied, table) == 2


def test_clear_forgets_rules_and_record(
    fault_proxy: FaultProxy, proxied: Client, table: str
) -> None:
    fault_proxy.fail(INSERTS, status=503, times=100)
    fault_proxy.clear()

    insert(proxied, table)

    assert len(fault_proxy.seen(INSERTS)) == 1


def test_body_can_be_anything(fault_proxy: FaultProxy, proxied: Client, table: str) -> None:
    fault_proxy.fail(Match(body=table.replace(".", r"\.")), status=503, body=b"<html>busy</html>")

    with pytest.raises(ServiceUnavailable, match="busy"):
        insert(proxied, table)
