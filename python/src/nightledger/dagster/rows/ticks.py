"""Rows of `dagster_ticks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.dagster.rows.errors import type_and_message
from nightledger.dagster.rows.texts import clean_or_none, shortened
from nightledger.dagster.values import utc

if TYPE_CHECKING:
    from dagster._core.scheduler.instigation import InstigatorTick

    from nightledger.dagster.values import Instigator

SKIP_CHARACTERS = 1_000


def tick_row(instigator: Instigator, tick: InstigatorTick) -> dict[str, Any]:
    """Return the row of an ended tick.

    Its id has the time beside Dagster's number, which begins at 1 again with a new database.
    """
    ended_at = utc(tick.end_timestamp) if tick.end_timestamp else None
    is_schedule = instigator.kind == "schedule"
    lag = tick.end_timestamp - tick.timestamp if tick.end_timestamp and is_schedule else None
    return {
        "tick_id": f"{tick.tick_id}@{tick.timestamp:.0f}",
        "occurred_at": utc(tick.timestamp),
        "instigator_id": instigator.selector_id,
        "instigator_name": instigator.name,
        "instigator_type": instigator.kind,
        "code_location": instigator.code_location,
        "status": tick.status.value.lower(),
        "ended_at": ended_at,
        "lag_seconds": lag,
        "run_ids": shortened(list(tick.run_ids)),
        "skip_reason": clean_or_none(tick.skip_reason, SKIP_CHARACTERS),
        **type_and_message(tick.error),
        "failure_count": tick.failure_count,
    }
