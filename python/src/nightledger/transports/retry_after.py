"""HTTP's Retry-After, read with suspicion."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)


def retry_after_of(header: str | None) -> timedelta | datetime | None:
    """Return what a server asks for: a duration, a moment, or None for nothing or nonsense.

    Never further away than a day.
    """
    text = (header or "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        return min(timedelta(seconds=int(text)), LONGEST)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    return min(aware, datetime.now(timezone.utc) + LONGEST)
