"""Read from the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from google.cloud.bigquery import DatasetReference, QueryJobConfig, ScalarQueryParameter

from nightledger.address import full_dataset
from nightledger.errors import PermanentLedgerError
from nightledger.ledger.append import MAXIMUM_BYTES_BILLED
from nightledger.ledger.failures import FAILURES, ledger_error, patience
from nightledger.ledger.jobs import REQUEST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from google.cloud.bigquery import ArrayQueryParameter, Client

QUERY = "SELECT"
NOT_CODE = re.compile(
    r"(?s)'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`"
    r"|--[^\n]*|#[^\n]*|/\*.*?\*/"
)
"""Literals, quoted names and comments: a semicolon in them ends no statement."""

CLOCK_SQL = "select current_timestamp()"
RETRY_SECONDS = 30.0
"""Somebody is waiting for the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """An answer: the names of its columns, and its rows in the same order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def scalar(name: str, kind: str, value: str | datetime) -> ScalarQueryParameter:
    """Return a parameter of a query: its name, its type as `string` or `timestamp`, its value."""
    return ScalarQueryParameter(name, kind.upper(), value)


def read(
    client: Client,
    dataset: str,
    sql: str,
    *,
    parameters: Sequence[ScalarQueryParameter | ArrayQueryParameter] = (),
    maximum_bytes_billed: int = MAXIMUM_BYTES_BILLED,
) -> ReadResult:
    """Run a query in which tables and views of the dataset need no prefix.

    Raises PermanentLedgerError when BigQuery refuses it or it would read more than allowed,
    TransientLedgerError when BigQuery was busy or out of reach for 30 seconds.
    """
    config = QueryJobConfig(
        default_dataset=DatasetReference.from_string(full_dataset(dataset, client.project)),
        query_parameters=list(parameters),
        maximum_bytes_billed=maximum_bytes_billed,
        labels={"nightledger": "read"},
    )

    def ask() -> ReadResult:
        answer = client.query(
            sql,
            job_config=config,
            retry=None,  # type: ignore[arg-type] # documented: no retry
            job_retry=None,
            timeout=REQUEST_SECONDS,
        ).result(retry=None, job_retry=None)
        rows = [tuple(row.values()) for row in answer]
        return ReadResult(columns=tuple(field.name for field in answer.schema), rows=rows)

    try:
        # the whole of it anew, also when the job was accepted and failed: reading harms nobody
        return patience(RETRY_SECONDS)(ask)()
    except FAILURES as error:
        tried = f"Reading from {config.default_dataset}"
        raise ledger_error(tried, error) from error


def refuse_unless_query(client: Client, dataset: str, sql: str) -> None:
    """Ask BigQuery, without running it, what a statement is; one that is no SELECT is refused.

    Raises PermanentLedgerError then and when BigQuery refuses it, TransientLedgerError as `read`.
    """
    config = QueryJobConfig(
        default_dataset=DatasetReference.from_string(full_dataset(dataset, client.project)),
        dry_run=True,
    )

    def ask() -> str | None:
        job = client.query(
            sql,
            job_config=config,
            retry=None,  # type: ignore[arg-type] # documented: no retry
            job_retry=None,
            timeout=REQUEST_SECONDS,
        )
        return cast("str | None", job.statement_type)

    if ";" in NOT_CODE.sub(" ", sql).rstrip("; \t\r\n"):
        message = "Only one SELECT is run, and these are several statements. Nothing was done."
        raise PermanentLedgerError(message)
    try:
        kind = patience(RETRY_SECONDS)(ask)()
    except FAILURES as error:
        tried = f"Reading from {config.default_dataset}"
        raise ledger_error(tried, error) from error
    if kind != QUERY:
        message = f"Only a SELECT is run, and this statement is {kind or 'none'}. Nothing was done."
        raise PermanentLedgerError(message)


def clock(client: Client, dataset: str) -> datetime:
    """Return what time it is by BigQuery's clock, which decides; that of a host may be wrong.

    Raises what `read` raises.
    """
    [(now,)] = read(client, dataset, CLOCK_SQL).rows
    return cast("datetime", now)
