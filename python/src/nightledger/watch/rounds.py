"""Send in rounds: a round claims one message for every idle receiver, and sends side by side.

What came of a round is written together with the claims of the next one. So a crash leaves at most
one attempt for each target of which nobody knows; and a slow receiver delays no other.
"""

from __future__ import annotations

import time
from collections import defaultdict
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Protocol

from nightledger.transports import Outcome
from nightledger.transports.deadline import send_within
from nightledger.watch.rows import Row, claim_row, outcome_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nightledger.router import Limits, Message
    from nightledger.transports import Payload, Transport

GRACE_SECONDS = 0.2
"""How long a round waits for other receivers once one is done, to write more at once."""

OUT_OF_TIME = Outcome(status="retryable", response="not tried: the tick ran out of time")
HANGS = Outcome(status="retryable", response="not tried: the receiver did not answer just before")
BROKE_OFF_AFTER = frozenset({"retryable", "unknown"})
"""After one of these a receiver gets no more in this tick: it is busy, or hangs."""


class Desk(Protocol):
    """Where rows go, and whose a claim is."""

    tick_id: str

    def now(self) -> datetime:
        """Give BigQuery's time."""
        ...

    def append(self, rows: Sequence[Row]) -> None:
        """Write rows to `alert_deliveries`."""
        ...

    def owned(self, entry_ids: Sequence[str]) -> set[str]:
        """Give those of the claims that this tick was the first to make."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message, rendered, and the transport that takes it."""

    message: Message
    payload: Payload
    transport: Transport

    @property
    def recipients(self) -> tuple[str | None, ...]:
        """The targets: one without a name, or the mail addresses."""
        return self.message.recipients or (None,)


@dataclass(slots=True, kw_only=True)
class Rounds:
    """Sends parcels and writes down every step."""

    desk: Desk
    limits: Limits
    ends_at: float
    outcomes: list[Row] = field(default_factory=list)
    waiting: defaultdict[str, list[Parcel]] = field(default_factory=lambda: defaultdict(list))
    running: dict[str, Future[list[Row]]] = field(default_factory=dict)
    just_begun: set[str] = field(default_factory=set)
    unwritten: list[Row] = field(default_factory=list)
    last_sent: dict[str, float] = field(default_factory=dict)

    def run(self, parcels: Iterable[Parcel], decisions: Sequence[Row]) -> None:
        """Send all parcels; `decisions` are written with the first claims."""
        for parcel in parcels:
            self.waiting[parcel.message.receiver].append(parcel)
        self.unwritten.extend(decisions)
        with ThreadPoolExecutor(
            max_workers=max(1, len(self.waiting)), thread_name_prefix="receiver"
        ) as pool:
            while self.begin(pool) or self.running:
                self.collect()
        self.write()

    def begin(self, pool: ThreadPoolExecutor) -> bool:
        """Claim the next message of every receiver that is idle, and start to send."""
        if time.monotonic() >= self.ends_at:
            self.waiting.clear()
        idle = [name for name, queue in self.waiting.items() if queue and name not in self.running]
        claims = {
            name: (parcel, self.claims_of(parcel))
            for name, parcel in ((name, self.waiting[name].pop(0)) for name in idle)
        }
        self.unwritten.extend(row for _, rows in claims.values() for row in rows.values())
        self.write()
        if not claims:
            return False
        owned = self.desk.owned(
            [row["entry_id"] for _, rows in claims.values() for row in rows.values()]
        )
        for name, (parcel, rows) in claims.items():
            self.running[name] = pool.submit(self.send, parcel, rows, owned)
        self.just_begun = set(claims)
        return True

    def collect(self) -> None:
        """Wait for a receiver to be done, and a moment for others; keep what came of it.

        The moment is only for those that began with it: one that hangs would cost it every round.
        A receiver that is busy or hangs gets no more in this tick.
        """
        wait(self.running.values(), return_when=FIRST_COMPLETED)
        begun = [future for name, future in self.running.items() if name in self.just_begun]
        wait(begun, timeout=GRACE_SECONDS)
        self.just_begun = set()
        for name in [name for name, future in self.running.items() if future.done()]:
            rows = self.running.pop(name).result()
            self.unwritten.extend(rows)
            self.outcomes.extend(rows)
            if any(row["event"] in BROKE_OFF_AFTER for row in rows):
                self.waiting.pop(name, None)

    def write(self) -> None:
        """Write what is not written yet."""
        rows, self.unwritten = self.unwritten, []
        if rows:
            self.desk.append(rows)

    def claims_of(self, parcel: Parcel) -> dict[str | None, Row]:
        """Give the rows that say an attempt is about to be made, by recipient."""
        now = self.desk.now()
        return {
            recipient: claim_row(
                parcel.message,
                parcel.payload,
                recipient,
                parcel.transport.name,
                self.desk.tick_id,
                now,
            )
            for recipient in parcel.recipients
        }

    def send(self, parcel: Parcel, claims: Mapping[str | None, Row], owned: set[str]) -> list[Row]:
        """Send to every recipient whose claim is ours; give what came of each."""
        rows: list[Row] = []
        ours = {name: claim for name, claim in claims.items() if claim["entry_id"] in owned}
        if ours:
            self.keep_distance(parcel)
        for recipient, claim in ours.items():
            hangs = any(row["event"] == "unknown" for row in rows)
            rows.append(self.attempt(parcel, recipient, claim, skip=hangs))
        return rows

    def keep_distance(self, parcel: Parcel) -> None:
        """Wait until the receiver bears another message."""
        receiver = parcel.message.receiver
        last = self.last_sent.get(receiver)
        if last is not None:
            time.sleep(max(0.0, last + parcel.transport.seconds_between - time.monotonic()))
        self.last_sent[receiver] = time.monotonic()

    def attempt(self, parcel: Parcel, recipient: str | None, claim: Row, *, skip: bool) -> Row:
        """Make one attempt within the deadline, unless it is to be skipped; give its row."""
        started = time.monotonic()
        seconds = min(self.limits.deadline.total_seconds(), self.ends_at - started)
        if skip:
            outcome = HANGS
        elif seconds <= 0:
            outcome = OUT_OF_TIME
        else:
            outcome = send_within(
                parcel.transport, parcel.message, parcel.payload, recipient, seconds
            )
        now = self.desk.now()
        retry_at = self.retry_at(outcome, parcel.message.attempt, now)
        return outcome_row(claim, outcome, now, retry_at, time.monotonic() - started)

    def retry_at(self, outcome: Outcome, attempt: int, now: datetime) -> datetime | None:
        """Give when to try again: after a growing pause, and never before the target allows."""
        if outcome.status not in BROKE_OFF_AFTER:
            return None
        at = now + self.limits.pause_after(attempt)
        asked = outcome.retry_after
        if isinstance(asked, timedelta):
            return max(at, now + asked)
        if isinstance(asked, datetime):
            return max(at, asked.astimezone(timezone.utc))
        return at
