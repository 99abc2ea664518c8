"""One attempt to send: how long it may take, and whether the message may have arrived.

The transport says when it passes the point of no return: before it hands over the last bytes of a
request or the final dot of a mail. Until then an attempt that is given up was certainly not
delivered; whoever gives it up makes sure that it does not pass afterwards.
"""

from __future__ import annotations

import math
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nightledger.transports.protocol import Outcome

SHORTEST_SECONDS = 0.05
MARGIN_SECONDS = 0.1
"""A step of the network ends so much earlier than the attempt, so that its own words are heard."""


class TooLateError(OSError):
    """The attempt was given up before anything was sent: nothing is to be sent any more."""


@dataclass(slots=True)
class Attempt:
    """An attempt that ends at a moment of the monotonic clock; infinity when nobody waits.

    outcome: what is known of it, as soon as the target has said so.
    """

    ends_at: float = math.inf
    outcome: Outcome | None = None
    is_sent: bool = False
    is_given_up: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def seconds_left(self, most: float) -> float:
        """Return how long a step may take: `most`, or what is left if that is less."""
        left = self.ends_at - time.monotonic() - MARGIN_SECONDS
        return max(SHORTEST_SECONDS, min(most, left))

    def commit(self) -> None:
        """Pass the point of no return. Raises TooLateError when nobody waits for it any more."""
        with self.lock:
            if self.is_given_up:
                raise TooLateError
            self.is_sent = True

    def give_up(self) -> bool:
        """Forbid to pass the point of no return; tell whether it was passed already."""
        with self.lock:
            self.is_given_up = True
            return self.is_sent


_CURRENT: ContextVar[Attempt] = ContextVar("attempt")


def current_attempt() -> Attempt:
    """Return the attempt of this thread; one without an end when there is none."""
    return _CURRENT.get(Attempt())


def begin(attempt: Attempt) -> None:
    """Make it the attempt of this thread."""
    _CURRENT.set(attempt)
