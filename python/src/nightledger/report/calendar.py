"""The calendar: 28 days of each owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from nightledger.report.spelling import counted

if TYPE_CHECKING:
    from datetime import date

    from nightledger.report.queries import Answers, Row

DAYS = 28
MOST_OWNERS = 24
NOBODY = "no owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of an owner: its sign, its class and what it says."""

    sign: str
    tone: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerDays:
    """An owner and the days, the oldest first."""

    owner: str
    asset_count: int
    bad_days: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days, the owners with the worst days first, and how many owners are left out."""

    days: list[date]
    lines: list[OwnerDays]
    left_out: int


def calendar_of(answers: Answers, today: date) -> Calendar:
    """Return the calendar that ends today (UTC)."""
    days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    ran = {row["day"] for row in answers["run_days"]}
    trouble = {(row["owner"], row["day"]): row for row in answers["problem_days"]}
    assets = {row["owner"]: row["asset_count"] for row in answers["owners"]}
    lines = [
        line_of(owner, assets.get(owner, 0), days, ran, trouble)
        for owner in {*assets, *(owner for owner, _ in trouble)}
    ]
    lines.sort(key=lambda line: (-line.bad_days, line.owner == NOBODY, line.owner))
    return Calendar(days=days, lines=lines[:MOST_OWNERS], left_out=max(0, len(lines) - MOST_OWNERS))


def line_of(
    owner: str,
    asset_count: int,
    days: list[date],
    ran: set[date],
    trouble: dict[tuple[str, date], Row],
) -> OwnerDays:
    """Return the line of an owner."""
    cells = [cell_of(day, trouble.get((owner, day)), is_known=day in ran) for day in days]
    return OwnerDays(
        owner=owner or NOBODY,
        asset_count=asset_count,
        bad_days=sum(cell.tone == "bad" for cell in cells),
        cells=cells,
    )


def cell_of(day: date, found: Row | None, *, is_known: bool) -> Cell:
    """Return a day: bad with an error or worse open on it, a dot when nothing is on record."""
    if found is None:
        tone, sign, says = ("ok", "✓", "nothing open") if is_known else ("none", "·", "nothing ran")
        return Cell(sign=sign, tone=tone, says=f"{day}: {says}")
    is_bad = found["critical_count"] or found["error_count"]
    critical = f", {found['critical_count']:,} critical" if found["critical_count"] else ""
    return Cell(
        sign="✗" if is_bad else "!",
        tone="bad" if is_bad else "warn",
        says=f"{day}: {counted(found['problem_count'], 'problem')} open{critical}",
    )
