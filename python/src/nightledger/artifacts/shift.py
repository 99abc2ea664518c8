"""Move facts into the past, marked so that nobody takes them for real ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nightledger.artifacts.command import Row


def shifted(row: Row, days: int) -> Row:
    """Give a row as if it had happened `days` earlier; another id makes it a fact of its own."""
    if not days:
        return row
    moved = {
        name: value - timedelta(days=days) if isinstance(value, datetime) else value
        for name, value in row.items()
    }
    invocation_id = f"{row['invocation_id']}-shifted-{days}d"
    return {**moved, "invocation_id": invocation_id, "shifted_days": days}
