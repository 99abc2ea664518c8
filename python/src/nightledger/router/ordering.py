"""What comes first in a message, and among messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.words import SEVERITIES, URGENCIES, rank

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.router.desk import News


def weight(news: News) -> tuple[bool, int, int, datetime, str]:
    """Return the place of news: bad before good, pages before tickets, critical before warn."""
    problem = news.line.problem
    return (
        news.line.state == "good",
        rank(URGENCIES, problem.urgency),
        rank(SEVERITIES, problem.severity),
        news.since,
        problem.fingerprint,
    )
