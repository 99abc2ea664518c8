"""Append facts to several ledger tables with as few jobs as their sizes allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from google.cloud.bigquery import QueryJobConfig

from nightledger.address import full_dataset
from nightledger.ledger.append import (
    MAXIMUM_BYTES_BILLED,
    RETRY_SECONDS,
    parameters_of,
    table_named,
)
from nightledger.ledger.batches import BATCH_BYTES, split
from nightledger.ledger.encode import encode_rows
from nightledger.ledger.failures import FAILURES, ledger_error
from nightledger.ledger.jobs import REQUEST_SECONDS, Submission, content_id
from nightledger.ledger.statements import append_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from google.cloud.bigquery import Client

    from nightledger.contract import Table
    from nightledger.ledger.batches import Batch

STATEMENT_BYTES = 12_000
"""What a statement takes in the request beside its rows, at the most."""


class Portion(NamedTuple):
    """Rows for one table that go into one script."""

    table: Table
    batch: Batch


def append_many(  # noqa: PLR0913 - limits of the caller's, all have defaults
    client: Client,
    dataset: str,
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
    *,
    maximum_bytes_billed: int = MAXIMUM_BYTES_BILLED,
    retry_seconds: float = RETRY_SECONDS,
    request_seconds: float = REQUEST_SECONDS,
) -> int:
    """Write the rows, by table name, that are not in the ledger yet; give the number of jobs.

    One script per about 5 MB, in the order of the tables and rows; no job for no rows. A job that
    is not accepted within `request_seconds` is tried again, for `retry_seconds` in all. When one
    fails, what stands before it may be written, and calling again is safe. Raises what `append`
    raises; every row is checked before the first is sent.
    """
    address = full_dataset(dataset, client.project)
    portions = [
        Portion(table, batch)
        for table, given in ((table_named(name), given) for name, given in rows.items())
        for batch in split(table.name, encode_rows(table, given))
    ]
    scripts = list(packed(portions))
    for script in scripts:
        submission = prepare(client, address, script, maximum_bytes_billed)
        submission.request_seconds = request_seconds
        try:
            submission.run(retry_seconds)
        except FAILURES as error:
            counts = ", ".join(f"{p.batch.row_count} to {p.table.name}" for p in script)
            tried = f"Appending to {address}: {counts}"
            raise ledger_error(tried, error) from error
    return len(scripts)


def packed(portions: Iterable[Portion]) -> Iterator[list[Portion]]:
    """Put portions together, in order, as long as they fit into one request."""
    script: list[Portion] = []
    size = 0
    for portion in portions:
        needed = len(portion.batch.rows.encode()) + STATEMENT_BYTES
        if script and size + needed > BATCH_BYTES:
            yield script
            script, size = [], 0
        script.append(portion)
        size += needed
    if script:
        yield script


def prepare(
    client: Client, address: str, script: list[Portion], maximum_bytes_billed: int
) -> Submission:
    """Make the job of one script."""
    sql = ";\n".join(
        append_sql(portion.table, f"{address}.{portion.table.name}", suffix=f"_{place}")
        for place, portion in enumerate(script)
    )
    parameters = [
        parameter
        for place, portion in enumerate(script)
        for parameter in parameters_of(portion.batch, f"_{place}")
    ]
    config = QueryJobConfig(
        query_parameters=parameters,
        maximum_bytes_billed=maximum_bytes_billed,
        labels={"nightledger": "append"},
    )
    content = [portion.batch.rows for portion in script]
    return Submission(
        client=client,
        dataset=address,
        sql=sql,
        config=config,
        job_id=content_id("nightledger-append-many", sql, *content),
    )
