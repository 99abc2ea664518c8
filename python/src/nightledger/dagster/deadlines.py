"""Deadlines as people say them: every day at 06:00 in Berlin."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from dagster import FreshnessPolicy

from nightledger.dagster.durations import duration
from nightledger.errors import ConfigError

DEADLINE = re.compile(r"\s*([01]?\d|2[0-3]):([0-5]\d)\s+(\S+)\s*")
DAYS = {
    "day": "*",
    "weekday": "1-5",
    "monday": "1",
    "tuesday": "2",
    "wednesday": "3",
    "thursday": "4",
    "friday": "5",
    "saturday": "6",
    "sunday": "0",
}
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(hours=24)


def cron(text: object, *, every: str = "day", within: str | None = None) -> FreshnessPolicy:
    """Return a policy with a deadline, such as `06:00 Europe/Berlin`.

    every: `day`, `weekday`, or the name of a day. within: how long before the deadline the asset
    may have been materialized at the earliest; by default since midnight, so that yesterday's late
    run does not count for today. Raises ConfigError for a text that is none.
    """
    match = DEADLINE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        message = f"{text!r} is no deadline. Write a time and a zone: '06:00 Europe/Berlin'."
        raise ConfigError(message)
    hour, minute = int(match[1]), int(match[2])
    return FreshnessPolicy.cron(
        deadline_cron=f"{minute} {hour} * * {day_of_week(every)}",
        lower_bound_delta=earliest(text, timedelta(hours=hour, minutes=minute), within),
        timezone=zone(match[3]),
    )


def day_of_week(every: str) -> str:
    """Return the last field of a cron line."""
    if every not in DAYS:
        message = f"every={every!r} is none of {', '.join(DAYS)}."
        raise ConfigError(message)
    return DAYS[every]


def zone(name: str) -> str:
    """Return a zone's name, when there is such a zone."""
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, KeyError) as error:
        message = f"There is no time zone {name!r}. Write one as in 'Europe/Berlin', or 'UTC'."
        raise ConfigError(message) from error


def earliest(text: object, since_midnight: timedelta, within: str | None) -> timedelta:
    """Return how long before the deadline counts."""
    if within is None and since_midnight < SHORTEST:
        message = (
            f"{text!r} is shortly after midnight: say how long before counts, within='6 hours'."
        )
        raise ConfigError(message)
    length = since_midnight if within is None else duration(within)
    if not timedelta(minutes=1) <= length <= LONGEST:
        message = f"within={within!r} has to be a minute at least and 24 hours at most."
        raise ConfigError(message)
    return length
