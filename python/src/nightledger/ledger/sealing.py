"""What the tables hold of the days that seals cover, as BigQuery counts and hashes it."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from google.api_core.exceptions import NotFound
from google.cloud.bigquery import ScalarQueryParameter

from nightledger.address import full_dataset
from nightledger.ledger.failures import FAILURES, ledger_error, patience
from nightledger.ledger.read import read
from nightledger.ledger.sealing_sql import (
    contents_sql,
    earlier_rows_sql,
    first_rows_sql,
    seals_sql,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from google.cloud.bigquery import Client

METADATA_SECONDS = 20.0
FIRST_LEDGER = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""No ledger is older; a row that says so was not written by us."""

SEALING_BYTES_BILLED = 1024**4
"""What the first seal over a ledger of years may read; later ones read a day."""


class DayPart(NamedTuple):
    """A part of one day, from `starts_at` up to, and without, `ends_at`."""

    starts_at: datetime
    ends_at: datetime


class TableShape(NamedTuple):
    """What a table is like now."""

    columns: frozenset[str]
    expires_after_days: float | None


def contents(
    client: Client, dataset: str, table: str, columns: tuple[str, ...], spans: Sequence[DayPart]
) -> dict[int, tuple[int, str]]:
    """Return row count and hashes by bucket of each span, by its place; of empty ones nothing.

    One job. Raises as `read`.
    """
    periods = [
        {"key": str(place), "starts_at": str(span.starts_at), "ends_at": str(span.ends_at)}
        for place, span in enumerate(spans)
    ]
    parameters = [
        ScalarQueryParameter("periods", "STRING", json.dumps(periods)),
        ScalarQueryParameter("first_at", "TIMESTAMP", min(span.starts_at for span in spans)),
        ScalarQueryParameter("last_at", "TIMESTAMP", max(span.ends_at for span in spans)),
    ]
    answer = read(
        client,
        dataset,
        contents_sql(table, columns),
        parameters=parameters,
        maximum_bytes_billed=SEALING_BYTES_BILLED,
    )
    return {int(key): (count, buckets) for key, count, buckets in answer.rows}


def seal_rows(client: Client, dataset: str, *, latest: bool = False) -> list[dict[str, Any]]:
    """Return the seals on record; latest: the last of each table, and the last of all."""
    answer = read(client, dataset, seals_sql(latest=latest))
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def first_rows(client: Client, dataset: str, tables: list[str]) -> dict[str, datetime | None]:
    """Return when the first row of each table was recorded; None when it has none."""
    answer = read(
        client,
        dataset,
        first_rows_sql(tables),
        parameters=[ScalarQueryParameter("since", "TIMESTAMP", FIRST_LEDGER)],
        maximum_bytes_billed=SEALING_BYTES_BILLED,
    )
    return dict(answer.rows)


def earlier_rows(client: Client, dataset: str, first: Mapping[str, datetime]) -> dict[str, int]:
    """Return by table how many rows were recorded before a time."""
    parameters = [
        ScalarQueryParameter(f"first_{place}", "TIMESTAMP", at)
        for place, at in enumerate(first.values())
    ]
    since = datetime.min.replace(tzinfo=timezone.utc)
    parameters.append(ScalarQueryParameter("since", "TIMESTAMP", since))
    answer = read(client, dataset, earlier_rows_sql(list(first)), parameters=parameters)
    return dict(answer.rows)


def table_shape(client: Client, dataset: str, table: str) -> TableShape | None:
    """Return what a table is like now; None when it is gone. Metadata only, nothing billed.

    Raises PermanentLedgerError or TransientLedgerError as `read` does.
    """
    address = f"{full_dataset(dataset, client.project)}.{table}"
    try:
        found = client.get_table(
            address, retry=patience(METADATA_SECONDS), timeout=METADATA_SECONDS
        )
    except NotFound:
        return None
    except FAILURES as error:
        tried = f"Asking what {address} is like"
        raise ledger_error(tried, error) from error
    expiration = found.time_partitioning.expiration_ms if found.time_partitioning else None
    return TableShape(
        columns=frozenset(field.name for field in found.schema),
        expires_after_days=expiration / 86_400_000 if expiration else None,
    )
