"""What a tick did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

Result = Literal["ok", "idle", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TickReport:
    """What a tick did, as its row in `router_ticks` has it.

    outcome: `ok`, `idle` (a Watcher saw no reason to look) or `failed`. look_id, as_of: the last
    look it planned from. Counts are of problems read, messages claimed, attempts (accepted,
    failed), decisions, and news that waits (held; unreachable: since no receiver lives).
    next_look_at: when something is due by the clock alone. error: what failed, without secrets.
    """

    tick_id: str
    finished_at: datetime
    outcome: Result = "ok"
    look_id: str | None = None
    as_of: datetime | None = None
    problem_count: int = 0
    message_count: int = 0
    accepted_count: int = 0
    failed_count: int = 0
    decision_count: int = 0
    held_count: int = 0
    unreachable_count: int = 0
    duration_seconds: float = 0.0
    next_look_at: datetime | None = None
    error: str | None = None
