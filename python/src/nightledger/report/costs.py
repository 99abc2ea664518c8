"""What builds cost, as a bar a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.report.calendar import DAYS

if TYPE_CHECKING:
    from datetime import date

    from nightledger.report.queries import Row

STEP, TOP, BOTTOM = 30, 5, 68
"""Pixels: from bar to bar, where the highest ends, and where all stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A day: what it cost in dollars, and where its bar is."""

    day: date
    cost: float
    x: int
    y: float
    height: float


def bars_of(rows: list[Row], today: date) -> list[Bar]:
    """Return a bar for each day with a known cost; none when nothing is known or all is free."""
    known = [(row["day"], float(row["cost_usd"])) for row in rows if row["cost_usd"] is not None]
    most = max((cost for _, cost in known), default=0.0)
    if not most:
        return []
    bars = []
    for day, cost in known:
        height = round((BOTTOM - TOP) * cost / most, 1)
        place = DAYS - 1 - (today - day).days
        bars.append(Bar(day=day, cost=cost, x=place * STEP, y=BOTTOM - height, height=height))
    return bars
