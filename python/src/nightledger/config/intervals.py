"""The time_intervals of alerts.yml."""

from __future__ import annotations

import re
from typing import Annotated, Any
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
    time_zone: Annotated[
        ZoneInfo, BeforeValidator(parse_zone), WithJsonSchema({"type": "string"})
    ] = Field(description="Name of the IANA list, like Europe/Berlin.")

    @property
    def interval(self) -> TimeInterval:
        """The same for the router."""
        return TimeInterval(
            zone=self.time_zone, days=self.days, months=self.months, spans=self.times
        )
