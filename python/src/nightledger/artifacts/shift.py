"""Move facts into the past, marked so that nobody takes them for real ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nightledger.artifacts.command import Row


def shifted(row: Row, days: int) -> Row:
    """Return a row as if it had happened `days` earlier; another id makes it a fact of its own."""
    if not days:
        return row
    moved = {
        name: value - timedelta(days=days) if isinstance(value, datetime) else value
        for name, value in row.items()
    }
    invocation_id = f"{row['invocation_id']}-shifted-{days}d"
    # the run it was part of is not moved, and has only its own facts
    runs = {name: None for name in ("pipeline_run_id", "dagster_run_id") if name in row}
    return {**moved, **runs, "invocation_id": invocation_id, "shifted_days": days}
