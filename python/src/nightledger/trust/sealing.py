"""Seal what the ledger tables hold: one seal a table and day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.contract import TABLES
from nightledger.ledger import append, clock
from nightledger.ledger.sealing import DayPart, contents, first_rows, seal_rows
from nightledger.trust.periods import next_periods
from nightledger.trust.seals import NOTHING, Content, Period, Seal, chained, seal_of_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from google.cloud.bigquery import Client

SEALS = "ledger_seals"
SEALED_TABLES = tuple(name for name in TABLES if name != SEALS)
"""The seals themselves are held by their chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What one call sealed. root: the last seal, which vouches for all others; None: none yet."""

    seals: tuple[Seal, ...]
    root: Seal | None
    sealed_at: datetime


def seal(client: Client, dataset: str, *, with_today: bool = False) -> Sealed:
    """Seal every table's days that are over and that no seal covers, and put it on record.

    with_today: also today, as far as it is settled; a later seal covers the rest. A job for each
    table that has something to seal, and four more. Calling again seals what is new. Raises as
    `read` and `append`.
    """
    now = clock(client, dataset)
    latest = [seal_of_row(row) for row in seal_rows(client, dataset, latest=True)]
    head = max(latest, key=lambda each: each.number, default=None)
    last = {each.period.table_name: each.period for each in sorted(latest, key=newest)}
    new = [name for name in SEALED_TABLES if name not in last]
    begins = first_rows(client, dataset, new) if new else {}
    pairs: list[tuple[Period, Content]] = []
    for name in SEALED_TABLES:
        periods = list(
            next_periods(
                TABLES[name],
                last=last.get(name),
                first_row_at=begins.get(name),
                now=now,
                with_today=with_today,
            )
        )
        pairs.extend(zip(periods, held(client, dataset, periods), strict=True))
    seals = chained(pairs, after=head)
    append(client, dataset, SEALS, [each.row(now) for each in seals])
    return Sealed(seals=tuple(seals), root=seals[-1] if seals else head, sealed_at=now)


def newest(seal: Seal) -> tuple[str, object, int]:
    """Return the key by which the newest seal of a table comes last."""
    return (seal.period.table_name, seal.period.day, seal.period.version)


def held(client: Client, dataset: str, periods: Sequence[Period]) -> list[Content]:
    """Return what a table holds of each of its periods, which all have the same columns."""
    if not periods:
        return []
    spans = [DayPart(period.starts_at, period.covers_until) for period in periods]
    found = contents(client, dataset, periods[0].table_name, periods[0].columns, spans)
    return [
        Content(row_count=found[place][0], buckets=found[place][1]) if place in found else NOTHING
        for place in range(len(periods))
    ]
