"""Moments as dbt writes them: with six digits or nine, with Z, an offset or nothing, always UTC."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOMENT = re.compile(
    r"(?P<seconds>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)"
    r"(?:\.(?P<fraction>\d+))?(?P<zone>Z|[+-]\d\d:\d\d)?"
)


def moment(text: str | None) -> datetime | None:
    """Return a moment in UTC, cut to microseconds; None for None. Raises ValueError."""
    if text is None:
        return None
    match = MOMENT.fullmatch(text)
    if match is None:
        message = f"{text!r} is no time"
        raise ValueError(message)
    zone = "+00:00" if match["zone"] in (None, "Z") else match["zone"]
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    return datetime.fromisoformat(f"{match['seconds']}.{fraction}{zone}").astimezone(timezone.utc)


def execution_interval(result: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """Return when a result's execution started and ended.

    Both are None when it was skipped, which dbt v2 gives times too.
    """
    if result["status"].lower() == "skipped":
        return None, None
    for timing in result.get("timing") or []:
        if timing["name"] == "execute":
            return moment(timing.get("started_at")), moment(timing.get("completed_at"))
    return None, None


def first_moment(results: list[dict[str, Any]]) -> datetime | None:
    """Return when the first of the results began; None when none ran."""
    texts = (t.get("started_at") for result in results for t in result.get("timing") or [])
    return min((began for began in map(moment, texts) if began), default=None)
