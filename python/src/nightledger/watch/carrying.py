"""What receivers know is carried forward once a day, so that nothing leaves by age."""

from __future__ import annotations

from collections import defaultdict
from datetime import timezone
from typing import TYPE_CHECKING

from nightledger.router.told import HEALTHY
from nightledger.watch.rows import carried_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from nightledger.router import Endpoint, State, Told
    from nightledger.watch.rows import Row


def carried_rows(state: State, tick_id: str) -> Iterator[Row]:
    """Return the rows that carry everything forward, if today's are not written yet.

    Nothing is carried while an attempt is under way: a later tick does it. Kept is what somebody
    believes bad, and what was said of problems the ledger still has.
    """
    if state.in_flight or not is_due(state):
        return
    current = {one.fingerprint for one in state.problems}
    kept: dict[Endpoint, dict[str, Told]] = defaultdict(dict)
    for (endpoint, fingerprint), told in state.told.items():
        if told.holds_bad or fingerprint in current:
            kept[endpoint][fingerprint] = told
    for endpoint in sorted({*kept, *state.health}, key=str):
        health = state.health.get(endpoint, HEALTHY)
        yield carried_row(endpoint, health, kept[endpoint], state.as_of, tick_id, state.now)


def is_due(state: State) -> bool:
    """Return whether an endpoint has something to carry and nothing was carried today."""
    today = day_of(state.now)
    return bool(state.health) and all(
        day_of(health.carried_at) < today for health in state.health.values()
    )


def day_of(at: datetime) -> date:
    """Return the day in UTC."""
    return at.astimezone(timezone.utc).date()
