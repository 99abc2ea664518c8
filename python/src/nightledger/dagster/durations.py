"""Durations as people say them: `24 hours`, `90 minutes`."""

from __future__ import annotations

import re
from datetime import timedelta

from nightledger.errors import ConfigError

DURATION = re.compile(r"\s*(\d+)\s*(second|minute|hour|day)s?\s*")


def duration(text: object) -> timedelta:
    """Return the duration a text names. Raises ConfigError for anything else, and for nothing."""
    match = DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None or not int(match[1]):
        message = (
            f"{text!r} is no duration. Write a whole number and a unit: '90 seconds', "
            "'30 minutes', '24 hours' or '2 days'."
        )
        raise ConfigError(message)
    return timedelta(**{f"{match[2]}s": int(match[1])})
