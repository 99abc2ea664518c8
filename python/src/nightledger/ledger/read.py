"""Read from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.cloud.bigquery import DatasetReference, QueryJobConfig, ScalarQueryParameter

from nightledger.ledger.address import full_dataset
from nightledger.ledger.append import MAXIMUM_BYTES_BILLED
from nightledger.ledger.failures import FAILURES, ledger_error, patience
from nightledger.ledger.jobs import REQUEST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from google.cloud.bigquery import ArrayQueryParameter, Client

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
