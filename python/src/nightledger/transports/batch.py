"""Several POSTs to one address that are one message: a few at a time, within one deadline."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from nightledger.transports.attempt import Attempt, current_attempt
from nightledger.transports.http import Judge, Post, status_of
from nightledger.transports.protocol import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONNECTIONS = 8
BODIES_EACH = 4
"""As many wait for a connection before another one is opened: a few go one after the other."""

FAILURES = ("retryable", "unknown", "permanent")


@dataclass(slots=True, kw_only=True)
class Part(Attempt):
    """One POST of an attempt of several: what comes of it is not what comes of the whole."""

    whole: Attempt

    def commit(self) -> None:
        """Pass the point of no return of the whole attempt."""
        self.whole.commit()


@dataclass(slots=True, kw_only=True)
class Batch:
    """Bodies on their way to url, the first ones first. paths: what is put behind it, for each.

    One that the target refuses does not keep the others back. Anything else but an acceptance ends
    it, and so does the end of the attempt's time: nothing is begun after that.
    """

    url: str
    bodies: Sequence[bytes]
    headers: Mapping[str, str]
    secrets: Sequence[str]
    judge: Judge = status_of
    paths: Sequence[str] = ()
    attempt: Attempt = field(default_factory=current_attempt)
    begun_count: int = 0
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    errors: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self) -> Outcome:
        """Post all and return what came of the whole: accepted when each of them was."""
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
                while (place := self.begin()) is not None:
                    self.outcomes[place] = self.post(place, session)
        except BaseException as error:  # noqa: BLE001 - lost with the thread otherwise
            self.errors.append(error)

    def begin(self) -> int | None:
        """Return which is next; None when nothing more is to be begun."""
        with self.lock:
            if self.errors or time.monotonic() >= self.attempt.ends_at:
                return None
            if self.begun_count == len(self.bodies) or any(
                map(ends_it, list(self.outcomes.values()))
            ):
                return None
            self.begun_count += 1
            return self.begun_count - 1

    def post(self, place: int, session: requests.Session) -> Outcome:
        """Post one, in no more than the time that is left."""
        return Post(
            url=beneath(self.url, self.paths[place]) if self.paths else self.url,
            body=self.bodies[place],
            headers=self.headers,
            secrets=self.secrets,
            judge=self.judge,
            attempt=Part(ends_at=self.attempt.ends_at, whole=self.attempt),
            session=session,
        ).send()

    def outcome(self) -> Outcome:
        """Return the outcome of the whole: what may work later before what never will."""
        found = [self.outcomes[place] for place in sorted(self.outcomes)]
        ending = sorted(filter(ends_it, found), key=weight)
        if ending:
            return ending[0]
        if len(found) < len(self.bodies):
            text = f"the time was up after {len(found)} of {len(self.bodies)} events"
            return Outcome(status="retryable", response=text)
        wrong = [outcome for outcome in found if outcome.status != "accepted"]
        return (wrong or found)[0]


def beneath(url: str, path: str) -> str:
    """Return an address with a path, and perhaps a query, put behind it."""
    parts = urlsplit(url)
    more, _, query = path.partition("?")
    whole = parts.path.rstrip("/") + more if more else parts.path
    return parts._replace(path=whole, query="&".join(filter(None, (parts.query, query)))).geturl()


def ends_it(outcome: Outcome) -> bool:
    """Return whether the rest would fare no better."""
    return outcome.status not in {"accepted", "refused"}


def weight(outcome: Outcome) -> tuple[int, bool]:
    """Return the place of a failure: first what may pass, and of that what says when."""
    return FAILURES.index(outcome.status), outcome.retry_after is None
