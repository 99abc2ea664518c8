"""Append facts to ledger tables, each of them once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

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
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from google.cloud.bigquery import Client

    from nightledger.contract import Table
    from nightledger.ledger.batches import RowBatch

MAXIMUM_BYTES_BILLED = 10 * 1024**3
"""Ids and times of a few days are read to find twins: 10 GiB is some 200 million facts."""

RETRY_SECONDS = 120.0

STATEMENT_BYTES = 12_000
"""What a statement takes in the request beside its rows, at the most."""


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
    portions = _portions(table, rows, batch_bytes)
    sender = _Sender(client, dataset, maximum_bytes_billed, retry_seconds, request_seconds)
    given = sum(portion.batch.row_count for portion in portions)
    inserted = sum(sender.send([portion]) for portion in portions)
    return AppendResult(inserted=inserted, already_there=given - inserted)


def append_many(  # noqa: PLR0913 - limits of the caller's, all have defaults
    client: Client,
    dataset: str,
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
    *,
    maximum_bytes_billed: int = MAXIMUM_BYTES_BILLED,
    retry_seconds: float = RETRY_SECONDS,
    request_seconds: float = REQUEST_SECONDS,
) -> int:
    """Write the rows, by table name, that are not in the ledger yet; return the number of jobs.

    As few jobs as the sizes allow: one script per about 5 MB, in the order of the tables and rows;
    none for no rows. When one fails, what stands before it may be written, and calling again is
    safe. Raises what `append` raises; every row is checked before the first is sent.
    """
    portions = [portion for name, given in rows.items() for portion in _portions(name, given)]
    sender = _Sender(client, dataset, maximum_bytes_billed, retry_seconds, request_seconds)
    scripts = list(_packed(portions))
    for script in scripts:
        sender.send(script)
    return len(scripts)


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


class _Portion(NamedTuple):
    """Rows for one table that go into one statement."""

    table: Table
    batch: RowBatch


def _portions(
    name: str, rows: Iterable[Mapping[str, Any]], batch_bytes: int = BATCH_BYTES
) -> list[_Portion]:
    table = table_named(name)
    batches = split(name, encode_rows(table, rows), batch_bytes)
    return [_Portion(table, batch) for batch in batches]


def _packed(portions: Iterable[_Portion]) -> Iterator[list[_Portion]]:
    """Put portions together, in order, as long as they fit into one request."""
    script: list[_Portion] = []
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


class _Sender:
    """Runs scripts of statements, a job each."""

    def __init__(
        self,
        client: Client,
        dataset: str,
        maximum_bytes_billed: int,
        retry_seconds: float,
        request_seconds: float,
    ) -> None:
        self._client = client
        self._address = full_dataset(dataset, client.project)
        self._bytes = maximum_bytes_billed
        self._retry_seconds = retry_seconds
        self._request_seconds = request_seconds

    def send(self, script: Sequence[_Portion]) -> int:
        """Run the script; return the rows written, which BigQuery says of one statement only."""
        try:
            return self._submission(script).run(self._retry_seconds)
        except FAILURES as error:
            counts = ", ".join(f"{one.batch.row_count} to {one.table.name}" for one in script)
            tried = f"Appending to {self._address}: {counts}"
            raise ledger_error(tried, error) from error

    def _submission(self, script: Sequence[_Portion]) -> Submission:
        sql = ";\n".join(
            append_sql(one.table, f"{self._address}.{one.table.name}", suffix=f"_{place}")
            for place, one in enumerate(script)
        )
        config = QueryJobConfig(
            query_parameters=[
                parameter
                for place, one in enumerate(script)
                for parameter in _parameters(one.batch, f"_{place}")
            ],
            maximum_bytes_billed=self._bytes,
            labels={"nightledger": "append"},
        )
        return Submission(
            client=self._client,
            dataset=self._address,
            sql=sql,
            config=config,
            job_id=content_id("nightledger-append", sql, *(one.batch.rows for one in script)),
            request_seconds=self._request_seconds,
        )


def _parameters(batch: RowBatch, suffix: str) -> list[ScalarQueryParameter]:
    return [
        ScalarQueryParameter(f"rows{suffix}", "STRING", batch.rows),
        ScalarQueryParameter(f"first_at{suffix}", "TIMESTAMP", batch.first_at),
        ScalarQueryParameter(f"last_at{suffix}", "TIMESTAMP", batch.last_at),
    ]
