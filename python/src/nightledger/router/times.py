"""When a route is active: days, hours and months of a time zone, right over clock changes."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

LOOK_AHEAD = timedelta(days=41 * 366)
"""A 29th of February on a given weekday comes around within 40 years, also over 2100."""

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a day, in minutes since midnight by the wall clock.

    start: 0 to 1439; end: 1 to 1440, not in it. An end not after the start is on the next day.
    """

    start: int = 0
    end: int = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeInterval:
    """Spans on some weekdays (0 is Monday) and months (1 to 12) of a time zone.

    days_of_month: ranges, both ends in it, -1 for the last day; empty for all. dates: ranges of
    days, both ends in it; yearly: months and days; both empty for any date. A span over midnight
    belongs to the day it starts on.
    """

    zone: ZoneInfo
    days: frozenset[int] = frozenset(range(7))
    months: frozenset[int] = frozenset(range(1, 13))
    spans: tuple[Span, ...] = (Span(),)
    days_of_month: tuple[tuple[int, int], ...] = ()
    dates: tuple[tuple[date, date], ...] = ()
    yearly: frozenset[tuple[int, int]] = frozenset()

    @property
    def lapses(self) -> bool:
        """Return whether there is a last day of it."""
        return bool(self.dates) and not self.yearly

    def includes(self, at: datetime) -> bool:
        """Return whether the wall clock of the zone is in one of the spans."""
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        today, yesterday = local.date(), local.date() - timedelta(days=1)
        return any(
            (self._starts_on(today) and _is_within(minute, span))
            or (self._starts_on(yesterday) and span.end <= span.start and minute < span.end)
            for span in self.spans
        )

    def next_start(self, at: datetime) -> datetime:
        """Return the first moment from `at` on that is included, in UTC."""
        if self.includes(at):
            return at
        day = at.astimezone(self.zone).date()
        last = day + LOOK_AHEAD
        while day <= last:
            if self._starts_on(day):
                starts = [start for start in self._starts(day) if start >= at]
                if starts:
                    return min(starts)
            day += timedelta(days=1)
        message = f"no moment within {LOOK_AHEAD.days} days after {at} is active"
        raise ValueError(message)

    def next_end(self, at: datetime) -> datetime:
        """Return the first moment after `at` that is not included, in UTC."""
        day = at.astimezone(self.zone).date() - timedelta(days=1)
        last = day + LOOK_AHEAD
        while day <= last:
            ends = [end for end in self._ends(day) if end > at]
            if ends:
                return min(ends)
            day += timedelta(days=1)
        message = f"every moment within {LOOK_AHEAD.days} days after {at} is included"
        raise ValueError(message)

    def _starts_on(self, day: date) -> bool:
        is_named = day.weekday() in self.days and day.month in self.months
        return is_named and self._is_day_of_month(day) and self._is_date(day)

    def _is_day_of_month(self, day: date) -> bool:
        from_end = day.day - monthrange(day.year, day.month)[1] - 1
        return not self.days_of_month or any(
            first <= (day.day if first > 0 else from_end)
            and (day.day if last > 0 else from_end) <= last
            for first, last in self.days_of_month
        )

    def _is_date(self, day: date) -> bool:
        if not self.dates and not self.yearly:
            return True
        is_given = any(first <= day <= last for first, last in self.dates)
        return is_given or (day.month, day.day) in self.yearly

    def _starts(self, day: date) -> Iterator[datetime]:
        """Return the moments at which a span of this day becomes active."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        for span in self.spans:
            wall = midnight.replace(hour=span.start // 60, minute=span.start % 60)
            yield from (start for start in _moments(wall) if self.includes(start))

    def _ends(self, day: date) -> Iterator[datetime]:
        """Return the moments at which a span of this day, or the day itself, stops."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        for minute in {1440, *(span.end for span in self.spans)}:
            after = midnight + timedelta(days=minute // 1440)
            wall = after.replace(hour=minute % 1440 // 60, minute=minute % 60)
            yield from (end for end in _moments(wall) if not self.includes(end))


def _is_within(minute: int, span: Span) -> bool:
    if span.end <= span.start:
        return minute >= span.start
    return span.start <= minute < span.end


def _moments(wall: datetime) -> Iterator[datetime]:
    """Return each moment at which a clock on the wall shows this time, or jumps over it."""
    first, second = (wall.replace(fold=fold).astimezone(timezone.utc) for fold in (0, 1))
    yield first
    if second > first:
        yield second
    while second < first:
        yield second
        second += MINUTE
