"""The business date that the stories of the lender, the newsroom and the demo end on.

    NIGHTLEDGER_DEMO_DAY    that date, as 2026-11-21; default: today in UTC

It is read once, so that a story which is told over midnight keeps its dates.
"""

from __future__ import annotations

import os
from datetime import date, datetime, timezone

VARIABLE = "NIGHTLEDGER_DEMO_DAY"


def last_day(now: datetime | None = None) -> date:
    """Return the date that was given, else the UTC date of `now`, which is the clock's by default.

    Raises ValueError when the variable holds no date.
    """
    given = os.environ.get(VARIABLE)
    if given:
        return date.fromisoformat(given)
    return (now or datetime.now(timezone.utc)).astimezone(timezone.utc).date()
