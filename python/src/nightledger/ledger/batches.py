"""Rows in portions that fit into one request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from nightledger.errors import RowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from nightledger.ledger.encode import EncodedRow

BATCH_BYTES = 5_000_000
"""BigQuery takes requests of up to 10 MB, the statement and its parameters together."""

TWIN_MARGIN = timedelta(minutes=1)
"""Two writers of one fact may disagree on its time by some milliseconds, also over midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBatch:
    """Rows for one statement, and the time in which a twin of theirs can be."""

    rows: str
    row_count: int
    first_at: datetime
    last_at: datetime


def split(
    table: str, rows: Sequence[EncodedRow], batch_bytes: int = BATCH_BYTES
) -> Iterator[RowBatch]:
    """Return the rows in order, in as few batches as their sizes allow.

    Raises RowError, before the first batch, when one row alone is too large.
    """
    for number, row in enumerate(rows, start=1):
        if row.size > batch_bytes:
            what = (
                f"it takes {row.size:,} bytes and a batch holds {batch_bytes:,}. "
                "Shorten its texts. Nothing was sent."
            )
            place = f"{table}, row {number}"
            raise RowError(place, what)
    return gather(rows, batch_bytes)


def gather(rows: Sequence[EncodedRow], batch_bytes: int) -> Iterator[RowBatch]:
    """Fill batches up to the limit."""
    waiting: list[EncodedRow] = []
    size = 0
    for row in rows:
        if waiting and size + row.size > batch_bytes:
            yield batch_of(waiting)
            waiting, size = [], 0
        waiting.append(row)
        size += row.size
    if waiting:
        yield batch_of(waiting)


def batch_of(rows: Sequence[EncodedRow]) -> RowBatch:
    """Put rows into one parameter."""
    times = [row.occurred_at for row in rows]
    return RowBatch(
        rows=f"[{','.join(row.text for row in rows)}]",
        row_count=len(rows),
        first_at=min(times) - TWIN_MARGIN,
        last_at=max(times) + TWIN_MARGIN,
    )
