"""Durations as people write them: 30s, 5m, 4h, 1d."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

PATTERN = r"(\d+)\s*([smhd])"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=366)


def parse_duration(value: object) -> timedelta:
    """Give the duration that a text like `5m` names. Raises ValueError for anything else."""
    match = re.fullmatch(PATTERN, value) if isinstance(value, str) else None
    if match is None:
        message = f"{value!r} is no duration; write a whole number and a unit: 30s, 5m, 4h or 1d"
        raise ValueError(message)
    number = int(match[1])
    if not timedelta(0) < timedelta(**{UNITS[match[2]]: min(number, 10**6)}) <= LONGEST:
        message = f"{value!r} is out of range; more than nothing and at most {LONGEST.days}d"
        raise ValueError(message)
    return timedelta(**{UNITS[match[2]]: number})


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{PATTERN}$", "examples": ["30s", "5m"]}),
]
