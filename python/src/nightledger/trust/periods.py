"""Which days of a table are to be sealed next."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from nightledger.trust.seals import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.contract import Table

DAY = timedelta(days=1)
SETTLED_AFTER = timedelta(minutes=30)
"""A statement takes its time when it starts and its rows appear when it ends: this much later no
row with an earlier time can appear any more."""


def next_periods(
    table: Table,
    *,
    last: Period | None,
    first_row_at: datetime | None,
    now: datetime,
    with_today: bool = False,
) -> Iterator[Period]:
    """Return what no seal of the table covers yet, a period a day, days without rows included.

    From the last sealed day on, or from the first row. A day is sealed when it is over and settled;
    with_today: also what is settled of a day that is not over.
    """
    settled_until = now.astimezone(timezone.utc) - SETTLED_AFTER
    version = 1
    if last is None:
        day = min(first_row_at or settled_until, settled_until).astimezone(timezone.utc).date()
    elif last.covers_until < last.starts_at + DAY:
        day, version = last.day, last.version + 1
    else:
        day = last.day + DAY
    while day <= settled_until.date():
        period = period_of(table, day, version, settled_until)
        is_over = period.covers_until == period.starts_at + DAY
        is_more = last is None or period.covers_until > last.covers_until
        if is_more and (is_over or (with_today and period.covers_until > period.starts_at)):
            yield period
        day, version = day + DAY, 1


def period_of(table: Table, day: date, version: int, settled_until: datetime) -> Period:
    """Return the period of a day, as far as it is settled."""
    end = datetime(day.year, day.month, day.day, tzinfo=timezone.utc) + DAY
    return Period(
        table_name=table.name,
        day=day,
        version=version,
        covers_until=min(end, settled_until),
        columns=tuple(column.name for column in table.columns),
    )
