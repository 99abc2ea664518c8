"""Append facts to a ledger table, each of them once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.cloud.bigquery import QueryJobConfig, ScalarQueryParameter

from nightledger.address import full_dataset
from nightledger.contract import TABLES
from nightledger.errors import ConfigError
from nightledger.ledger.batches import BATCH_BYTES, split
from nightledger.ledger.encode import check_values, encode_rows
from nightledger.ledger.failures import FAILURES, ledger_error
from nightledger.ledger.jobs import REQUEST_SECONDS, Submission, content_id
from nightledger.ledger.statements import append_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from google.cloud.bigquery import Client

    from nightledger.contract import Table
    from nightledger.ledger.batches import Batch

MAXIMUM_BYTES_BILLED = 10 * 1024**3
"""Ids and times of a few days are read to find twins: 10 GiB is some 200 million facts."""

RETRY_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendResult:
    """How many of the given rows were new, and how many were in the ledger already."""

    inserted: int
    already_there: int


def append(  # noqa: PLR0913 - limits of the caller's, all have defaults
    client: Client,
    dataset: str,
    table: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    maximum_bytes_billed: int = MAXIMUM_BYTES_BILLED,
    retry_seconds: float = RETRY_SECONDS,
    request_seconds: float = REQUEST_SECONDS,
    batch_bytes: int = BATCH_BYTES,
) -> AppendResult:
    """Write the rows that are not in the table yet; a second call with the same rows writes none.

    Rows are dicts by column; what is not given is null. Times are datetimes with a zone; when a row
    was recorded, and by whom, BigQuery says. One job per about 5 MB; when a later one fails the
    earlier ones stay written, and calling again is safe. A job that is not accepted within
    `request_seconds` is tried again. Two writers of one fact at the very same moment can both
    succeed: readers keep the first.

    Raises ConfigError for an unknown table or dataset name, RowError for rows that break the
    contract (nothing is sent then), PermanentLedgerError for a refusal, TransientLedgerError when
    BigQuery was busy or out of reach for `retry_seconds`.
    """
    contract = table_named(table)
    address = f"{full_dataset(dataset, client.project)}.{table}"
    encoded = encode_rows(contract, rows)
    inserted = 0
    for batch in split(table, encoded, batch_bytes):
        submission = prepare(client, contract, address, batch, maximum_bytes_billed)
        submission.request_seconds = request_seconds
        try:
            inserted += submission.run(retry_seconds)
        except FAILURES as error:
            tried = f"Appending {batch.row_count} of {len(encoded)} rows to {address}"
            raise ledger_error(tried, error) from error
    return AppendResult(inserted=inserted, already_there=len(encoded) - inserted)


def check_rows(table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Check rows as `append` would, and send nothing. Raises what `append` raises for them."""
    split(table, encode_rows(table_named(table), rows))


def check_row(table: str, row: Mapping[str, Any]) -> None:
    """Check one row as `append` would, but for its size. Raises what `append` raises for it."""
    check_values(table_named(table), row)


def table_named(name: str) -> Table:
    """Return a table of the contract that facts are appended to."""
    if name not in TABLES:
        message = f"The ledger has no table {name!r}. It has {', '.join(sorted(TABLES))}."
        raise ConfigError(message)
    if not TABLES[name].is_appended:
        message = f"{name} is filled by a look, in BigQuery. Nothing was sent."
        raise ConfigError(message)
    return TABLES[name]


def prepare(
    client: Client, table: Table, address: str, batch: Batch, maximum_bytes_billed: int
) -> Submission:
    """Make the job of one batch."""
    sql = append_sql(table, address)
    config = QueryJobConfig(
        query_parameters=parameters_of(batch),
        maximum_bytes_billed=maximum_bytes_billed,
        labels={"nightledger": "append", "nightledger_table": table.name},
    )
    return Submission(
        client=client,
        dataset=address.rpartition(".")[0],
        sql=sql,
        config=config,
        job_id=content_id(f"nightledger-append-{table.name}", sql, batch.rows),
    )


def parameters_of(batch: Batch, suffix: str = "") -> list[ScalarQueryParameter]:
    """Give the parameters of the statement that appends a batch."""
    return [
        ScalarQueryParameter(f"rows{suffix}", "STRING", batch.rows),
        ScalarQueryParameter(f"first_at{suffix}", "TIMESTAMP", batch.first_at),
        ScalarQueryParameter(f"last_at{suffix}", "TIMESTAMP", batch.last_at),
    ]
