"""How long and how often something is tried, and what a receiver bears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

SECONDS_PER_TICK = 30.0
"""As long as one tick may be busy with one receiver; the rest of the minute is for answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The `limits` of alerts.yml.

    deadline: for one attempt. retry_for: from the first attempt until the fallback takes over.
    lease: after this a claim without an outcome counts as a crash. first_retry, longest_retry: the
    pause after the first failure, which doubles up to the longest.
    """

    deadline: timedelta = timedelta(seconds=10)
    retry_for: timedelta = timedelta(hours=1)
    max_attempts: int = 10
    lease: timedelta = timedelta(minutes=10)
    first_retry: timedelta = timedelta(seconds=30)
    longest_retry: timedelta = timedelta(minutes=10)

    def pause_after(self, attempt: int) -> timedelta:
        """Give how long to wait after the attempt with this number (from 1) failed."""
        doublings = max(0, min(attempt - 1, 20))
        return min(self.first_retry * (1 << doublings), self.longest_retry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the router needs to know about a receiver.

    recipients: mail addresses; empty when the receiver is one target. is_idempotent,
    seconds_between, messages_per_hour: as of its transport.
    """

    recipients: tuple[str, ...] = ()
    is_idempotent: bool = False
    seconds_between: float = 0.0
    messages_per_hour: int | None = None

    def budget(self, sent_last_hour: int) -> int | None:
        """Give how many messages may go now; None when any number may."""
        budgets = []
        if self.seconds_between > 0:
            budgets.append(max(1, int(SECONDS_PER_TICK / self.seconds_between)))
        if self.messages_per_hour is not None:
            budgets.append(max(0, self.messages_per_hour - sent_last_hour))
        return min(budgets, default=None)
