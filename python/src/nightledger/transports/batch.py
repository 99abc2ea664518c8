"""Several POSTs to one address that are one message: a few at a time, within one deadline."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import requests

from nightledger.transports.deadline import ends_at
from nightledger.transports.http import CONNECT_SECONDS, READ_SECONDS, first_bytes, post, status_of
from nightledger.transports.protocol import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONNECTIONS = 8
BODIES_EACH = 4
"""As many wait for a connection before another one is opened: a few go one after the other."""

SHORTEST_SECONDS = 0.05
BAD_REQUEST = 400


@dataclass(slots=True, kw_only=True)
class Batch:
    """Bodies on their way to url, the first ones first.

    One that the target finds wrong (400) does not keep the others back. Any other refusal ends it,
    and so does the end of the send's time: nothing is begun after that.
    """

    url: str
    bodies: Sequence[bytes]
    headers: Mapping[str, str]
    secrets: Sequence[str]
    ends_at: float = field(default_factory=ends_at)
    begun_count: int = 0
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    errors: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self) -> Outcome:
        """Post all and give what came of the whole: accepted when each of them was."""
        wanted = min(CONNECTIONS, -(-len(self.bodies) // BODIES_EACH))
        helpers = [threading.Thread(target=self.work, daemon=True) for _ in range(wanted - 1)]
        with suppress(RuntimeError):  # no more threads are to be had: fewer do it, too
            for helper in helpers:
                helper.start()
        self.work()
        for helper in helpers:
            if helper.ident is not None:
                helper.join()
        if self.errors:
            raise self.errors[0]
        return self.outcome()

    def work(self) -> None:
        """Post one after the other through one connection."""
        try:
            with requests.Session() as session:
                session.hooks["response"].append(free_connection)
                while (place := self.begin()) is not None:
                    self.outcomes[place] = self.post(self.bodies[place], session)
        except BaseException as error:  # noqa: BLE001 - lost with the thread otherwise
            self.errors.append(error)

    def begin(self) -> int | None:
        """Give which is next; None when nothing more is to be begun."""
        with self.lock:
            if self.errors or time.monotonic() >= self.ends_at:
                return None
            if self.begun_count == len(self.bodies) or any(
                map(ends_it, list(self.outcomes.values()))
            ):
                return None
            self.begun_count += 1
            return self.begun_count - 1

    def post(self, body: bytes, session: requests.Session) -> Outcome:
        """Post one, in no more than the time that is left."""
        left = max(SHORTEST_SECONDS, self.ends_at - time.monotonic())
        seconds = (min(CONNECT_SECONDS, left), min(READ_SECONDS, left))
        return post(
            self.url, body, self.headers, secrets=self.secrets, seconds=seconds, session=session
        )

    def outcome(self) -> Outcome:
        """Give the outcome of the whole: what may work later before what never will."""
        found = [self.outcomes[place] for place in sorted(self.outcomes)]
        ending = sorted(filter(ends_it, found), key=weight)
        if ending:
            return ending[0]
        if len(found) < len(self.bodies):
            text = f"the time was up after {len(found)} of {len(self.bodies)} events"
            return Outcome(status="retryable", response=text)
        wrong = [outcome for outcome in found if outcome.status != "accepted"]
        return (wrong or found)[0]


def free_connection(response: requests.Response, **_options: object) -> None:
    """Read what an acceptance says, which nobody needs: only then is its connection used again."""
    if status_of(response.status_code) == "accepted":
        first_bytes(response)


def ends_it(outcome: Outcome) -> bool:
    """Tell whether the rest would fare no better."""
    return outcome.status != "accepted" and outcome.code != BAD_REQUEST


def weight(outcome: Outcome) -> tuple[bool, bool]:
    """Give the place of a refusal: first what may pass, and of that what says when."""
    return outcome.status == "permanent", outcome.retry_after is None
