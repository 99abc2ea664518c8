"""Rows of `dagster_steps`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nightledger.dagster.rows.errors import error_columns, is_wordless
from nightledger.dagster.rows.metadata import metadata_json
from nightledger.dagster.rows.shown_metadata import shown
from nightledger.dagster.rows.texts import clean_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from nightledger.dagster.values import Event

WORDS = {
    "STEP_SUCCESS": "succeeded",
    "STEP_FAILURE": "failed",
    "STEP_UP_FOR_RETRY": "up_for_retry",
    "STEP_RESTARTED": "restarted",
    "STEP_SKIPPED": "skipped",
}
BEGINNINGS = frozenset({"STEP_START", "STEP_RESTARTED"})
RETRIES = frozenset({"STEP_UP_FOR_RETRY"})
FAILURES = frozenset({"STEP_FAILURE", "STEP_UP_FOR_RETRY"})
STEP_KINDS = frozenset({"STEP_START", *WORDS})


@dataclass(slots=True, kw_only=True)
class StepClock:
    """Attempts of the steps of one run, as its events are seen in order.

    `earlier` gives the events of some kinds from before the first one seen. It is asked when the
    reading did not begin with the run: for retries at the first event of a step, for beginnings
    only when an attempt failed that began earlier.
    """

    earlier: Callable[[frozenset[str]], Iterable[Event]] | None = None
    partition_key: str | None = None
    """Of the run. None: it is for none."""

    crash: Callable[[Event], str | None] | None = None
    """Gives what is known of how a step's process ended that an event says nothing of."""
    began: dict[str, datetime] = field(default_factory=dict)
    retries: Counter[str] = field(default_factory=Counter)
    recalled: set[frozenset[str]] = field(default_factory=set)

    def see(self, event: Event) -> None:
        """Take in one event."""
        step = event.step_key or ""
        if event.kind in STEP_KINDS:
            for earlier in self.recall(RETRIES):
                self.retries[earlier.step_key or ""] += 1
        if event.kind in BEGINNINGS:
            self.began[step] = event.at
        elif event.kind in RETRIES:
            self.retries[step] += 1

    def recall(self, kinds: frozenset[str]) -> Iterable[Event]:
        """Return earlier events of these kinds, the first time they are asked for."""
        if self.earlier is None or kinds in self.recalled:
            return ()
        self.recalled.add(kinds)
        return self.earlier(kinds)

    def attempt(self, event: Event) -> int:
        """Return which attempt an event that was seen ends or begins."""
        retries = self.retries[event.step_key or ""]
        return retries if event.kind in RETRIES else retries + 1

    def seconds(self, event: Event) -> float | None:
        """Return how long the attempt took that an event ends."""
        duration = getattr(event.data, "duration_ms", None)
        if duration is not None:
            return float(duration) / 1000
        if event.kind not in FAILURES:
            return None
        step = event.step_key or ""
        if step not in self.began:
            seen = dict(self.began)
            self.began |= {e.step_key or "": e.at for e in self.recall(BEGINNINGS)} | seen
        began = self.began.get(step)
        return max(0.0, (event.at - began).total_seconds()) if began else None


def step_row(event: Event, clock: StepClock) -> dict[str, Any]:
    """Return the row of an event of a step; the clock has seen it."""
    data = event.data
    source = getattr(data, "error_source", None)
    failure = getattr(data, "user_failure_data", None)
    wait = getattr(data, "seconds_to_wait", None)
    error = getattr(data, "error", None)
    columns = error_columns(error)
    if clock.crash and is_wordless(error):
        columns["error_message"] = clean_message(clock.crash(event)) or columns["error_message"]
    return {
        "step_key": event.step_key or "",
        "event": WORDS[event.kind],
        "attempt": clock.attempt(event),
        "duration_seconds": clock.seconds(event),
        "retry_wait_seconds": None if wait is None else float(wait),
        **columns,
        "error_source": source.value.lower() if source else None,
        "metadata": metadata_json(shown(failure.metadata or {})) if failure else None,
        "partition_key": clock.partition_key,
    }
