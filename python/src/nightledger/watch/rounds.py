"""Send in rounds: a round claims a message for every idle endpoint, and sends side by side.

What came of a round is written together with the claims of the next one. So a crash leaves at most
one attempt for each endpoint of which nobody knows; and a slow receiver delays no other.
"""

from __future__ import annotations

import time
from collections import defaultdict
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Protocol

from nightledger.router.told import HEALTHY
from nightledger.transports import Outcome
from nightledger.transports.deadline import send_within
from nightledger.watch.rows import Row, claim_row, outcome_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nightledger.router import Endpoint, Health, Limits
    from nightledger.watch.parcels import Parcel

GRACE_SECONDS = 0.2
"""How long a round waits for other receivers once one is done, to write more at once."""

OUT_OF_TIME = Outcome(status="retryable", response="not tried: the tick ran out of time")
HANGS = Outcome(status="retryable", response="not tried: the receiver did not answer just before")


class DeliveryLog(Protocol):
    """Where rows go, and whose a claim is."""

    tick_id: str

    def now(self) -> datetime:
        """Return BigQuery's time."""
        ...

    def append(self, rows: Sequence[Row]) -> None:
        """Write rows to `alert_deliveries`."""
        ...

    def owned(self, entry_ids: Sequence[str]) -> set[str]:
        """Return those of the claims that this tick was the first to make."""
        ...


@dataclass(slots=True, kw_only=True)
class Rounds:
    """Sends parcels and writes down every step.

    begins_until: no message leaves later than this, by the monotonic clock; ends_at: attempts that
    are under way then are cut. unwritten: rows that go with the next write, at the end the outcomes
    of the last round, which are the caller's to write. left: messages that were not begun.
    """

    desk: DeliveryLog
    limits: Limits
    health: Mapping[Endpoint, Health]
    begins_until: float
    ends_at: float
    unwritten: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    left: int = 0
    waiting: dict[Endpoint, list[Parcel]] = field(default_factory=lambda: defaultdict(list))
    running: dict[str, Future[list[Row]]] = field(default_factory=dict)
    just_begun: set[str] = field(default_factory=set)
    last_sent: dict[str, float] = field(default_factory=dict)

    def run(self, parcels: Iterable[Parcel]) -> None:
        """Send all parcels, as far as there is time."""
        for parcel in parcels:
            self.waiting[parcel.message.endpoint].append(parcel)
        receivers = {endpoint.receiver for endpoint in self.waiting}
        with ThreadPoolExecutor(
            max_workers=max(1, len(receivers)), thread_name_prefix="receiver"
        ) as pool:
            while self.begin(pool) or self.running:
                self.collect()

    def begin(self, pool: ThreadPoolExecutor) -> bool:
        """Claim the next message of every endpoint that is idle, and start to send."""
        if time.monotonic() >= self.begins_until:
            self.left += sum(map(len, self.waiting.values()))
            self.waiting.clear()
        batches: dict[str, list[tuple[Parcel, Row]]] = defaultdict(list)
        for endpoint, queue in self.waiting.items():
            if queue and endpoint.receiver not in self.running:
                batches[endpoint.receiver].append(self.claimed(queue.pop(0)))
        if not batches:
            return False
        owned = self.claim([row for batch in batches.values() for _, row in batch])
        for name, batch in batches.items():
            ours = [(parcel, row) for parcel, row in batch if row["entry_id"] in owned]
            for parcel, row in batch:
                if row["entry_id"] not in owned:
                    self.waiting.pop(parcel.message.endpoint, None)  # another tick is at it
            if ours:
                self.running[name] = pool.submit(self.send, name, ours)
        self.just_begun = {name for name in batches if name in self.running}
        return True

    def claimed(self, parcel: Parcel) -> tuple[Parcel, Row]:
        """Return a parcel with the row that claims it."""
        name, now = parcel.transport.name, self.desk.now()
        return parcel, claim_row(parcel.message, parcel.payload, name, self.desk.tick_id, now)

    def claim(self, claims: Sequence[Row]) -> set[str]:
        """Write claims, with what is not written yet; return the ids of those that are ours."""
        rows, self.unwritten = [*self.unwritten, *claims], []
        self.desk.append(rows)
        return self.desk.owned([row["entry_id"] for row in claims])

    def collect(self) -> None:
        """Wait for a receiver to be done, and a moment for others; keep what came of it.

        The moment is only for those that began with it: one that hangs would cost it every round.
        An endpoint that did not accept gets no more in this tick.
        """
        if not self.running:
            return
        wait(self.running.values(), return_when=FIRST_COMPLETED)
        begun = [future for name, future in self.running.items() if name in self.just_begun]
        wait(begun, timeout=GRACE_SECONDS)
        self.just_begun = set()
        for name in [name for name, future in self.running.items() if future.done()]:
            rows = self.running.pop(name).result()
            self.unwritten.extend(rows)
            self.outcomes.extend(rows)
            for endpoint in [one for one in self.waiting if one.receiver == name]:
                if any(is_about(endpoint, row) and row["event"] != "accepted" for row in rows):
                    self.waiting.pop(endpoint)

    def send(self, name: str, batch: Sequence[tuple[Parcel, Row]]) -> list[Row]:
        """Send one message to each of a receiver's endpoints; return what came of each."""
        self.keep_distance(name, batch[0][0])
        rows: list[Row] = []
        for parcel, claim in batch:
            hangs = any(row["event"] == "unknown" for row in rows)
            rows.append(self.attempt(parcel, claim, skip=hangs))
        return rows

    def keep_distance(self, name: str, parcel: Parcel) -> None:
        """Wait until the receiver bears another message."""
        last = self.last_sent.get(name)
        if last is not None:
            time.sleep(max(0.0, last + parcel.transport.seconds_between - time.monotonic()))
        self.last_sent[name] = time.monotonic()

    def attempt(self, parcel: Parcel, claim: Row, *, skip: bool) -> Row:
        """Make one attempt within the deadline, unless it is to be skipped; return its row."""
        started = time.monotonic()
        seconds = min(self.limits.deadline.total_seconds(), self.ends_at - started)
        if parcel.mistake is not None:
            outcome = Outcome(status="refused", response=parcel.mistake)
        elif skip:
            outcome = HANGS
        elif seconds <= 0 or started >= self.begins_until:
            outcome = OUT_OF_TIME
        else:
            recipient = parcel.message.endpoint.recipient
            outcome = send_within(
                parcel.transport, parcel.letter, parcel.payload, recipient, seconds
            )
        now = self.desk.now()
        retry_at = self.retry_at(outcome, parcel.message.endpoint, now)
        return outcome_row(claim, outcome, now, retry_at, time.monotonic() - started)

    def retry_at(self, outcome: Outcome, endpoint: Endpoint, now: datetime) -> datetime | None:
        """Return when to ask again: after a growing pause, and never before the target allows."""
        if outcome.status == "accepted":
            return None
        failures = self.health.get(endpoint, HEALTHY).failures + 1
        at = now + self.limits.pause_after(failures, outcome.status)
        asked = outcome.retry_after
        if isinstance(asked, timedelta):
            return max(at, now + asked)
        if isinstance(asked, datetime):
            return max(at, asked.astimezone(timezone.utc))
        return at


def is_about(endpoint: Endpoint, row: Row) -> bool:
    """Return whether a row is about an endpoint."""
    return (row["receiver"], row["recipient"]) == (endpoint.receiver, endpoint.recipient)
