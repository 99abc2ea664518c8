"""How many rows a load usually has, and whether this one has as many."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MINIMUM_LOADS = 5
"""Fewer earlier loads with rows than this say nothing about what is usual."""

SIGMA_PER_MAD = 1.4826
"""Median absolute deviation to standard deviation, for a normal distribution."""

SIGMAS = 4
LEAST_RATIO = 0.5
MOST_RATIO = 2.0
"""Half to double the usual is never news, however steady the table was."""

RECOVERIES = 2
"""So many times rows came back after empty loads: then empty is usual, as at a weekend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How many rows are right, and in words why."""

    least: float | None
    most: float | None
    why: str
    is_empty_right: bool
    """Whether no rows at all are right, although fewer than `least`."""

    def holds(self, rows: int) -> bool:
        """Tell whether so many rows are right."""
        if rows == 0 and self.is_empty_right:
            return True
        return (self.least is None or rows >= self.least) and (
            self.most is None or rows <= self.most
        )

    def __str__(self) -> str:
        """Give it as a person says it."""
        if self.least is None and self.most is None:
            return "any number of rows"
        if self.most is None:
            return f"at least {self.least:,.0f} rows"
        if self.least is None:
            return f"at most {self.most:,.0f} rows"
        return f"{self.least:,.0f} to {self.most:,.0f} rows"


def given_band(least: float | None, most: float | None) -> Band:
    """Give the band that somebody set."""
    return Band(least=least, most=most, why="as set for this table", is_empty_right=False)


def usual_band(counts: Sequence[int]) -> Band:
    """Give the band that earlier loads' row counts (newest first) make usual.

    Median of the loads that had rows, plus and minus four robust standard deviations (from the
    median absolute deviation), but never narrower than half to double the median. Without enough
    loads any number is right but 0, and 0 too if no load ever had rows. Loads without rows widen
    nothing: an outage must not become usual. They are right once rows came back after them twice.
    """
    filled = [count for count in counts if count]
    is_empty_right = not filled or recoveries(counts) >= RECOVERIES
    if len(filled) < MINIMUM_LOADS:
        return Band(least=1, most=None, why=_unknown(len(filled)), is_empty_right=is_empty_right)
    middle = median(filled)
    spread = SIGMAS * SIGMA_PER_MAD * median(abs(count - middle) for count in filled)
    return Band(
        least=max(1, min(middle * LEAST_RATIO, middle - spread)),
        most=max(middle * MOST_RATIO, middle + spread),
        why=_usual(counts, middle, spread, is_empty_right=is_empty_right),
        is_empty_right=is_empty_right,
    )


def recoveries(counts: Sequence[int]) -> int:
    """Count how often a load with rows followed one without (counts are newest first)."""
    return sum(bool(newer) and not older for newer, older in pairwise(counts))


def _unknown(filled: int) -> str:
    return (
        f"{filled} earlier loads with rows are on record, {MINIMUM_LOADS} are needed to know what "
        "is usual: until then only a load without rows is suspicious, where one had rows before"
    )


def _usual(counts: Sequence[int], middle: float, spread: float, *, is_empty_right: bool) -> str:
    empty = ", and loads without rows, after which rows came back, are usual"
    return (
        f"usual by the last {len(counts)} loads: median {middle:,.0f}, four robust standard "
        f"deviations {spread:,.0f}, at least half to double the median"
        f"{empty if is_empty_right else ''}"
    )
