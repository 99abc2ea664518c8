"""How long and how often something is tried, and what a receiver bears."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS_PER_TICK = 30.0
"""As long as one tick may be busy with one receiver; the rest of the minute is for answers."""

MERGE_EVERY = timedelta(minutes=5)
"""Between two merged messages of an environment when a receiver's hour is nearly used up."""

KEPT_FOR_MERGED = 12
"""So many of the hour's messages are kept for merged ones: a storm never mutes a receiver."""

LATE_BY = timedelta(minutes=3)
"""News later than its group's interval and this is late: the receiver is brought up to date."""

AGAIN_WITHOUT_REPEATS = timedelta(days=1)
"""When an endpoint that never answers is asked again, if its route repeats nothing."""


def _hand_over_after() -> dict[str, timedelta]:
    return {
        "critical": timedelta(minutes=5),
        "error": timedelta(minutes=15),
        "warn": timedelta(minutes=15),
        "info": timedelta(hours=1),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The `limits` of alerts.yml.

    deadline: for one attempt. lease: after this a claim without an outcome counts as a crash.
    first_pause, longest_pause: after the first failure, doubled up to the longest;
    longest_pause_refused: the longest of a receiver that refuses everything, and of a problem it
    refuses. hand_over_after: how long a receiver fails until others are told, by severity.
    """

    deadline: timedelta = timedelta(seconds=10)
    lease: timedelta = timedelta(minutes=10)
    first_pause: timedelta = timedelta(minutes=1)
    longest_pause: timedelta = timedelta(minutes=10)
    longest_pause_refused: timedelta = timedelta(hours=1)
    hand_over_after: Mapping[str, timedelta] = field(default_factory=_hand_over_after)

    def longest_pause_after(self, failure: str) -> timedelta:
        """Return the longest pause after a failure of this kind."""
        return self.longest_pause_refused if failure == "permanent" else self.longest_pause

    def pause_after(self, failures: int, failure: str) -> timedelta:
        """Return the pause of a receiver after so many failures in a row, the last of this kind.

        After the refusal of one message another one may be taken at once.
        """
        if failure == "refused":
            return timedelta(0)
        return self._doubled(failures, self.longest_pause_after(failure))

    def pause_after_refusals(self, refusals: int) -> timedelta:
        """Return the pause of a problem after so many messages with it were refused."""
        return self._doubled(refusals, self.longest_pause_refused) if refusals else timedelta(0)

    def _doubled(self, times: int, longest: timedelta) -> timedelta:
        return min(self.first_pause * (1 << max(0, min(times - 1, 12))), longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the router needs to know about a receiver.

    recipients: mail addresses; empty when the receiver is one endpoint. is_keyed: it keeps one
    incident a problem and drops repeats itself. capacity: how many problems one message really
    carries; what it cannot carry is not told by it. formerly: names the receiver had before.
    drops: `type: none`, nobody is told.
    """

    recipients: tuple[str, ...] = ()
    is_keyed: bool = False
    capacity: int | None = None
    seconds_between: float = 0.0
    messages_per_hour: int | None = None
    send_resolved: bool = True
    formerly: tuple[str, ...] = ()
    drops: bool = False

    @property
    def messages_per_tick(self) -> int | None:
        """How many messages one tick may send; None when any number may be sent."""
        if self.seconds_between <= 0:
            return None
        return max(1, int(SECONDS_PER_TICK / self.seconds_between))
