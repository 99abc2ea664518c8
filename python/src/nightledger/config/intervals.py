"""The time_intervals of alerts.yml."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from nightledger.config.mistaken import shown
from nightledger.router import Span, TimeInterval

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SHORT = 3
LONGEST_MONTH = 31
MONTH_DAYS = re.compile(r"(-?\d{1,2})(?:\s*-\s*(-?\d{1,2}))?")
YEARLY = re.compile(r"\d\d-\d\d")
Found = TypeVar("Found")
CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
TIMES = re.compile(rf"{CLOCK}\s*-\s*(?:{CLOCK}|24:00)")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _position(names: tuple[str, ...], text: str) -> int:
    """Return the place of a name, of its first three letters, or of a month's number, from 1."""
    word = text.strip().lower()
    for place, name in enumerate(names, start=1):
        if word in {name, name[:SHORT]} or (names is MONTHS and word.lstrip("0") == str(place)):
            return place
    message = f"{shown(text)} is none of {', '.join(name[:SHORT] for name in names)}"
    raise ValueError(message)


def _places(names: tuple[str, ...], value: object) -> frozenset[int]:
    """Return the places of single names and of ranges like mon-fri, which may go over the end."""
    places: set[int] = set()
    for item in _listed(value):
        first, dash, last = str(item).partition("-")
        start = _position(names, first)
        end = _position(names, last) if dash else start
        count = (end - start) % len(names) + 1
        places |= {(start - 1 + step) % len(names) + 1 for step in range(count)}
    if not places:
        message = "it is empty; leave the key out for all of them"
        raise ValueError(message)
    return frozenset(places)


def parse_days(value: object) -> frozenset[int]:
    """Return weekdays, 0 for Monday."""
    return frozenset(place - 1 for place in _places(DAYS, value))


def parse_months(value: object) -> frozenset[int]:
    """Return months, 1 for January."""
    return _places(MONTHS, value)


def parse_days_of_month(value: object) -> tuple[tuple[int, int], ...]:
    """Return ranges of days like 1-5, 31 and -3 - -1; -1 is the last of the month."""
    ranges = []
    for item in _listed(value):
        match = MONTH_DAYS.fullmatch(str(item).strip())
        first, last = (int(part) for part in (match[1], match[2] or match[1])) if match else (0, 0)
        if not (1 <= abs(first) <= LONGEST_MONTH and 1 <= abs(last) <= LONGEST_MONTH):
            message = f"{shown(item)} is no day of a month; write it like 1, 1-5 or -1 for the last"
            raise ValueError(message)
        if first > last > 0 or 0 > first > last:
            message = f"{shown(item)} ends before it begins; write two ranges"
            raise ValueError(message)
        ranges.append((first, last))
    return _not_empty(ranges)


def parse_dates(value: object) -> tuple[tuple[int, int] | tuple[date, date], ...]:
    """Return dates like 12-24, of every year, as month and day; 2026-04-03 and ranges as such."""
    return _not_empty([_date(str(item).strip(), item) for item in _listed(value)])


def _date(text: str, item: object) -> tuple[int, int] | tuple[date, date]:
    first, _, last = text.partition("/")
    try:
        if YEARLY.fullmatch(text):
            leap = date.fromisoformat(f"2024-{text}")
            return leap.month, leap.day
        days = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        message = (
            f"{shown(item)} is no date; write it like 2026-04-03, 2026-12-24/2027-01-01 or, for "
            "every year, 12-25"
        )
        raise ValueError(message) from None
    if days[0] > days[1]:
        message = f"{shown(item)} ends before it begins"
        raise ValueError(message)
    return days


def _not_empty(found: list[Found]) -> tuple[Found, ...]:
    if not found:
        message = "it is empty; leave the key out for all of them"
        raise ValueError(message)
    return tuple(found)


def parse_times(value: object) -> tuple[Span, ...]:
    """Return the spans of texts like 08:00-18:00; 22:00-06:00 goes over midnight."""
    spans = []
    for item in _listed(value):
        match = TIMES.fullmatch(str(item).strip())
        if match is None:
            message = f"{shown(item)} is no span of time; write it like 08:00-18:00"
            raise ValueError(message)
        hour, minute, end_hour, end_minute = match.groups()
        end = 1440 if end_hour is None else int(end_hour) * 60 + int(end_minute)
        spans.append(Span(start=int(hour) * 60 + int(minute), end=end))
    if not spans:
        message = "it is empty; leave the key out for the whole day"
        raise ValueError(message)
    return tuple(spans)


def parse_zone(value: object) -> ZoneInfo:
    """Return the time zone of a name like Europe/Berlin."""
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError):
        message = f"{shown(value)} is no time zone; use a name of the IANA list, like Europe/Berlin"
    except KeyError:
        message = (
            f"{shown(value)} is no known time zone; use a name of the IANA list, like Europe/Berlin"
        )
    raise ValueError(message)


TEXTS: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1},
    ]
}


DAY_NUMBERS: dict[str, Any] = {"anyOf": [*TEXTS["anyOf"], {"type": "integer"}]}


class IntervalSettings(BaseModel):
    """When a route is active. A span over midnight belongs to the day it starts on."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    days: Annotated[frozenset[int], BeforeValidator(parse_days), WithJsonSchema(TEXTS)] = Field(
        default=frozenset(range(7)), description="Weekdays, also ranges: mon-fri. Default: all."
    )
    times: Annotated[Any, BeforeValidator(parse_times), WithJsonSchema(TEXTS)] = Field(
        default=(Span(),), description="Spans like 08:00-18:00. Default: the whole day."
    )
    months: Annotated[frozenset[int], BeforeValidator(parse_months), WithJsonSchema(TEXTS)] = Field(
        default=frozenset(range(1, 13)), description="Months, also ranges: nov-feb. Default: all."
    )
    days_of_month: Annotated[
        Any, BeforeValidator(parse_days_of_month), WithJsonSchema(DAY_NUMBERS)
    ] = Field(default=(), description="Like 1-5, or -1 for the last day. Default: all.")
    dates: Annotated[Any, BeforeValidator(parse_dates), WithJsonSchema(TEXTS)] = Field(
        default=(),
        description="Like 2026-04-03, 2026-12-24/2027-01-01 or, every year, 12-25. Default: all.",
    )
    time_zone: Annotated[
        ZoneInfo, BeforeValidator(parse_zone), WithJsonSchema({"type": "string"})
    ] = Field(description="Name of the IANA list, like Europe/Berlin.")

    @property
    def interval(self) -> TimeInterval:
        """The same for the router."""
        return TimeInterval(
            zone=self.time_zone,
            days=self.days,
            months=self.months,
            spans=self.times,
            days_of_month=self.days_of_month,
            dates=tuple(one for one in self.dates if isinstance(one[0], date)),
            yearly=frozenset(one for one in self.dates if not isinstance(one[0], date)),
        )
