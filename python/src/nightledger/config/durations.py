"""Durations as people write them: 30s, 5m, 4h, 1d."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from nightledger.config.mistaken import shown
from nightledger.words import SEVERITIES

PATTERN = r"([0-9]{1,9})\s*([smhd])"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=366)
NEVER = "never"
NONE = timedelta(0)


def parse_duration(value: object) -> timedelta:
    """Return the duration that a text like `5m` names. Raises ValueError for anything else."""
    duration = parse_pause(value)
    if duration == NONE:
        message = f"{shown(value)} is out of range; more than nothing and at most {LONGEST.days}d"
        raise ValueError(message)
    return duration


def parse_pause(value: object) -> timedelta:
    """Return the same, also for `0s`. Raises ValueError for anything else."""
    match = re.fullmatch(PATTERN, value) if isinstance(value, str) else None
    if match is None:
        message = (
            f"{shown(value)} is no duration; write a whole number and a unit: 30s, 5m, 4h or 1d"
        )
        raise ValueError(message)
    number = int(match[1])
    if timedelta(**{UNITS[match[2]]: min(number, 10**6)}) > LONGEST:
        message = f"{shown(value)} is out of range; more than nothing and at most {LONGEST.days}d"
        raise ValueError(message)
    return timedelta(**{UNITS[match[2]]: number})


def parse_by_severity(value: object) -> dict[str, timedelta | None]:
    """Return durations by severity, from one for all of them or a mapping; None for `never`.

    Raises ValueError for anything else.
    """
    if not isinstance(value, dict):
        return dict.fromkeys(SEVERITIES, _parse_repeat(value))
    unknown = [str(key) for key in value if key not in SEVERITIES]
    if unknown or not value:
        named = f"{shown(unknown[0])} is no severity" if unknown else "it is empty"
        message = f"{named}; known are {', '.join(SEVERITIES)}"
        raise ValueError(message)
    return {str(key): _parse_repeat(one) for key, one in value.items()}


def parse_lasting(value: object) -> dict[str, timedelta]:
    """Return durations by severity, without `never`. Raises ValueError for anything else."""
    found = parse_by_severity(value)
    lasting = {severity: one for severity, one in found.items() if one is not None}
    if len(lasting) < len(found):
        message = "never is not possible here: somebody has to be told"
        raise ValueError(message)
    return lasting


def _parse_repeat(value: object) -> timedelta | None:
    return None if value == NEVER else parse_duration(value)


TEXT: dict[str, Any] = {"type": "string", "pattern": f"^{PATTERN}$", "examples": ["30s", "5m"]}


def _schema(one: dict[str, Any]) -> dict[str, Any]:
    by_severity = {
        "type": "object",
        "properties": dict.fromkeys(SEVERITIES, one),
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"anyOf": [one, by_severity]}


Duration = Annotated[timedelta, BeforeValidator(parse_duration), WithJsonSchema(TEXT)]
Pause = Annotated[timedelta, BeforeValidator(parse_pause), WithJsonSchema(TEXT)]
Repeats = Annotated[
    dict[str, Any],
    BeforeValidator(parse_by_severity),
    WithJsonSchema(_schema({"anyOf": [TEXT, {"const": NEVER}]})),
]
BySeverity = Annotated[
    dict[str, timedelta], BeforeValidator(parse_lasting), WithJsonSchema(_schema(TEXT))
]
