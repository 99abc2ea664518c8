"""A ledger in memory and receivers that do as they are told: a tick's surroundings."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from nightledger.router import Endpoint, Line, State
from nightledger.transports import Outcome, Payload
from nightledger.watch.state import Snapshot
from python.tests.router.ledger import Row, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    import pytest
    from nightledger.router import Problem, Rules
    from nightledger.transports.message import Message

MODULE = import_module("nightledger.watch.tick")
NOW = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)


@dataclass(kw_only=True)
class Channel:
    """A receiver: `answers` gives what comes of each message, `delay` how long that takes."""

    name: ClassVar[str] = "webhook"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    bench: Bench
    answers: Callable[[Message], str] = lambda _message: "accepted"
    delay: float = 0.0
    cannot_show: str | None = None
    seconds_between: float = 0.0
    received: list[Message] = field(default_factory=list)
    jobs_before: list[int] = field(default_factory=list)

    def render(self, message: Message) -> Payload:
        """Return a payload, or raise as a transport with a fault does."""
        if any(one.fingerprint == self.cannot_show for one in message.notifications):
            raise KeyError(self.cannot_show)
        return Payload(title="title", body=b"{}", content_type="application/json")

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Take a message, or not."""
        del payload, recipient
        time.sleep(self.delay)
        self.jobs_before.append(self.bench.jobs)
        status: Any = self.answers(message)
        if status == "accepted":
            self.received.append(message)
        return Outcome(status=status, response="said")

    @property
    def heard(self) -> list[tuple[str, str]]:
        """Return what was accepted: word and problem."""
        return [
            (one.reason, one.fingerprint) for each in self.received for one in each.notifications
        ]


@dataclass(kw_only=True)
class Bench:
    """`alert_deliveries` and `router_ticks` in memory. rivals: claims another tick made first."""

    rules: Rules
    problems: tuple[Problem, ...] = ()
    now: datetime = NOW
    rows: list[dict[str, Any]] = field(default_factory=list)
    ticks: list[dict[str, Any]] = field(default_factory=list)
    looked: list[tuple[str, ...]] = field(default_factory=list)
    rivals: set[str] = field(default_factory=set)
    channels: dict[str, Channel] = field(default_factory=dict)
    jobs: int = 0
    next_due_at: datetime | None = None
    discreet: dict[str, Any] = field(default_factory=dict)
    """How much receivers are shown that are not shown all."""

    @property
    def details(self) -> dict[str, Any]:
        """Return how much each receiver is shown, as alerts.yml does."""
        return dict.fromkeys(self.rules.receivers, "full") | self.discreet

    versions: dict[str, tuple[str, int]] = field(default_factory=dict)
    failure: Exception | None = None
    carried_at: datetime | None = None

    def __post_init__(self) -> None:
        """Make a channel for each receiver."""
        self.channels = {name: Channel(bench=self) for name in self.rules.receivers}

    def build_transports(self) -> Mapping[str, Channel]:
        """Return the channels."""
        return dict(self.channels)

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let ticks read and write here instead of BigQuery."""
        monkeypatch.setattr(MODULE, "look", self.look)
        monkeypatch.setattr(MODULE, "append", self.append)
        monkeypatch.setattr(MODULE, "append_many", self.append_many)
        monkeypatch.setattr(MODULE, "claimants", self.claimants)
        monkeypatch.setattr(
            "nightledger.watch.watcher.table_versions", lambda *_: dict(self.versions)
        )

    def look(
        self, _client: object, _dataset: str, families: Collection[str], lease: timedelta
    ) -> Snapshot:
        """Return what `router_state` would say."""
        if self.failure:
            raise self.failure
        self.jobs += 1
        self.looked.append(tuple(families))
        folded = fold(self.delivered())
        health = {
            name: replace(one, carried_at=self.carried_at or one.carried_at)
            for name, one in folded.health.items()
        }
        state = State(
            now=self.now,
            as_of=self.now,
            problems=self.problems,
            told=folded.told,
            in_flight={
                key: claimed + lease
                for key, claimed in folded.in_flight.items()
                if claimed + lease > self.now
            },
            health=health,
            noted={row["entry_id"] for row in self.rows if row["event"] == "suppressed"},
        )
        return Snapshot(
            state=state, look_id=f"look-{len(self.looked)}", next_due_at=self.next_due_at
        )

    def delivered(self) -> Iterable[Row]:
        """Return the attempts as `fold` takes them."""
        claims = {
            (row["receiver"], row["recipient"], row["sequence"]): row
            for row in self.rows
            if row["event"] == "claimed"
        }
        known = {one.fingerprint: one for one in self.problems}
        for row in self.rows:
            if row["event"] in {"suppressed", "carried"}:
                continue
            claim = claims[row["receiver"], row["recipient"], row["sequence"]]
            yield Row(
                at=row["occurred_at"],
                event=row["event"],
                endpoint=Endpoint(row["receiver"], row["recipient"]),
                sequence=row["sequence"],
                as_of=row["as_of"],
                group_key=row["group_key"],
                lines=tuple(
                    Line(problem=known[one["fingerprint"]], word=one["word"], state=one["state"])
                    for one in claim["told"]
                ),
                retry_at=row.get("retry_at"),
            )

    def append(
        self, _client: object, _dataset: str, table: str, rows: Sequence[Any], **_: object
    ) -> None:
        """Write rows."""
        if rows:
            self.jobs += 1
            (self.ticks if table == "router_ticks" else self.rows).extend(rows)

    def append_many(
        self, _client: object, _dataset: str, rows: Mapping[str, Any], **_: object
    ) -> None:
        """Write rows of both tables."""
        self.jobs += 1
        self.rows.extend(rows["alert_deliveries"])
        self.ticks.extend(rows["router_ticks"])

    def claimants(self, _client: object, _dataset: str, ids: Sequence[str]) -> dict[str, list[str]]:
        """Return who claimed, the first one first."""
        self.jobs += 1
        made = {row["entry_id"]: row["tick_id"] for row in self.rows}
        return {one: ["another"] * (one in self.rivals) + [made[one]] for one in ids}

    def events(self) -> Counter[str]:
        """Return how many rows there are of each event."""
        return Counter(row["event"] for row in self.rows)
