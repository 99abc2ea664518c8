"""Times and durations as options take them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click import Context, Parameter

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = re.compile(rf"(\d{{1,5}})([{''.join(UNITS)}])", re.ASCII)


def moment(_context: Context, _parameter: Parameter, text: str | None) -> datetime | None:
    """Read a time with its zone, such as 2026-03-29T06:00+02:00, in UTC: an option's callback."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text.strip()))
    except ValueError as error:
        message = f"{text!r} is no time such as 2026-03-29T06:00+02:00."
        raise click.BadParameter(message) from error
    if at.tzinfo is None:
        message = f"{text!r} has no zone: write {text}Z for UTC, or +02:00."
        raise click.BadParameter(message)
    return at.astimezone(timezone.utc)


def duration(_context: Context, _parameter: Parameter, text: str | None) -> timedelta | None:
    """Read a whole number of minutes, hours, days or weeks, such as 90m: an option's callback."""
    if text is None:
        return None
    found = DURATION.fullmatch(text.strip())
    if not found or not int(found[1]):
        message = f"{text!r} is no duration such as 90m, 2h, 3d or 1w."
        raise click.BadParameter(message)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def shown(at: datetime) -> str:
    """Return a time as people read it: UTC, to the second."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S}"
