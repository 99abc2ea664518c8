"""A simulated world around the router: its ledger, its targets, and what goes wrong.

The ledger gives the meaning of the rows of `alert_deliveries` that the views give in BigQuery.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nightledger.router import (
    GroupHistory,
    Inbox,
    Limits,
    Notification,
    OpenDelivery,
    ProblemHistory,
    ReceiverHistory,
    RouteTree,
    Target,
    plan,
)
from python.tests.router.world import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from random import Random

    from nightledger.router import Message, Plan

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CLOSING = {"suppressed", "handed_over", "quarantined"}
AttemptKey = tuple[str, str, str | None]


class Crash(Exception):  # noqa: N818 - it stands for kill -9
    """The process is gone."""


@dataclass(slots=True, kw_only=True)
class Attempts:
    """All rows of one message to one recipient."""

    message: Message
    recipient: str | None
    first_claimed_at: datetime
    last_event_at: datetime
    attempt: int = 0
    state: str = "claimed"
    unknowns: int = 0
    retry_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The rows, folded as they are written. All methods take the ledger's own clock."""

    routed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ended: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    attempts: dict[AttemptKey, Attempts] = field(default_factory=dict)
    open: dict[AttemptKey, Attempts] = field(default_factory=dict)
    claims: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[tuple[str, str], datetime] = field(default_factory=dict)
    problems: dict[tuple[str, str], datetime] = field(default_factory=dict)
    retry_at: dict[str, datetime] = field(default_factory=dict)
    pending: dict[str, Notification] = field(default_factory=dict)
    all: dict[str, Notification] = field(default_factory=dict)

    def add(self, notifications: Iterable[Notification]) -> None:
        """Let SQL find something that somebody should hear."""
        for one in notifications:
            self.all[one.notification_id] = self.pending[one.notification_id] = one

    def silence(self, key: str) -> None:
        """Let SQL take a notification out of the pending ones."""
        self.pending.pop(key, None)

    def settled(self, key: str) -> set[str]:
        """Give the receivers that need nothing more for a notification."""
        return {name for name in self.routed[key] if self.ended[key, name]}

    def inbox(self, now: datetime) -> Inbox:
        """Give what the view `router_inbox` would."""
        busy = {
            (key, one.message.receiver) for one in self.open.values() for key in ids(one.message)
        }
        shown = []
        for key, one in list(self.pending.items()):
            routed, settled = self.routed[key], self.settled(key)
            if routed and routed == settled and not any((key, name) in busy for name in routed):
                del self.pending[key]
                continue
            receivers, over = tuple(sorted(routed)), tuple(sorted(settled))
            if one.receivers != (receivers or None) or one.settled_receivers != over:
                one = replace(one, receivers=receivers or None, settled_receivers=over)  # noqa: PLW2901 - kept for the next tick
                self.pending[key] = one
            shown.append(one)
        self.forget(now - DAY)
        hour = {
            name: sum(at > now - HOUR for at in reversed(times[-200:]))
            for name, times in self.claims.items()
        }
        names = {*self.claims, *self.retry_at}
        return Inbox(
            now=now,
            notifications=tuple(shown),
            open_deliveries=tuple(open_delivery(one) for one in self.open.values()),
            groups=tuple(
                GroupHistory(receiver=name, group_key=key, last_sent_at=at)
                for (name, key), at in self.groups.items()
            ),
            problems=tuple(
                ProblemHistory(receiver=name, fingerprint=key, last_sent_at=at)
                for (name, key), at in self.problems.items()
            ),
            receivers=tuple(
                ReceiverHistory(
                    receiver=name,
                    sent_last_hour=hour.get(name, 0),
                    retry_at=self.retry_at.get(name),
                )
                for name in sorted(names)
            ),
        )

    def forget(self, before: datetime) -> None:
        """Look back only as far as the views do."""
        self.groups = {key: at for key, at in self.groups.items() if at > before}
        self.problems = {key: at for key, at in self.problems.items() if at > before}

    def write_decisions(self, made: Plan) -> None:
        """Append the decisions of a plan."""
        for row in made.decisions:
            for key in row.notification_ids:
                if row.event == "routed":
                    self.routed[key].update(row.receivers)
                elif row.receiver:
                    self.ended[key, row.receiver].add(row.event)
            if row.event in CLOSING and row.message_id:
                self.open.pop((row.message_id, row.receiver or "", row.recipient), None)

    def claim(self, message: Message, now: datetime) -> None:
        """Append `claimed` for each recipient."""
        self.claims[message.receiver].append(now)
        for recipient in message.recipients or (None,):
            key = (message.message_id, message.receiver, recipient)
            one = self.attempts.setdefault(
                key,
                Attempts(
                    message=message, recipient=recipient, first_claimed_at=now, last_event_at=now
                ),
            )
            one.attempt, one.state, one.last_event_at = message.attempt, "claimed", now
            one.retry_at = None
            self.open[key] = one

    def outcome(
        self,
        message: Message,
        recipient: str | None,
        state: str,
        now: datetime,
        retry_at: datetime | None,
    ) -> None:
        """Append what came of an attempt."""
        key = (message.message_id, message.receiver, recipient)
        one = self.attempts[key]
        one.state, one.last_event_at, one.retry_at = state, now, retry_at
        one.unknowns += state == "unknown"
        if state in {"accepted", "unknown"}:
            self.groups[message.receiver, message.group_key] = now
        if state == "accepted":
            self.open.pop(key, None)
            for told in message.notifications:
                self.ended[told.notification_id, message.receiver].add(state)
                self.problems[message.receiver, told.fingerprint] = now


def ids(message: Message) -> tuple[str, ...]:
    return tuple(one.notification_id for one in message.notifications)


def assert_accounted_for(inbox: Inbox, made: Plan) -> None:
    """See that a plan leaves out nothing that waits for a receiver."""
    named = {(key, message.receiver) for message in made.messages for key in ids(message)}
    named |= {(key, held.receiver) for held in made.held for key in held.notification_ids}
    wanted = set()
    for row in made.decisions:
        pairs = {(key, name) for key in row.notification_ids for name in row.receivers}
        wanted |= pairs
        named |= {(key, row.receiver or "") for key in row.notification_ids}
    for one in inbox.notifications:
        waits = set(one.receivers or ()) - set(one.settled_receivers)
        wanted |= {(one.notification_id, name) for name in waits}
    assert wanted <= named


def open_delivery(one: Attempts) -> OpenDelivery:
    return OpenDelivery(
        message_id=one.message.message_id,
        receiver=one.message.receiver,
        recipient=one.recipient,
        environment=one.message.environment,
        group_key=one.message.group_key,
        reason=one.message.reason,
        notification_ids=ids(one.message),
        state=one.state,
        attempt=one.attempt,
        unknown_count=one.unknowns,
        first_claimed_at=one.first_claimed_at,
        last_event_at=one.last_event_at,
        retry_at=one.retry_at,
    )


@dataclass(slots=True, kw_only=True)
class World:
    """Targets that fail at random, and ticks that may die at any step.

    fault_rate: share of attempts and steps that go wrong.
    """

    random: Random
    routes: RouteTree
    targets: Mapping[str, Target]
    limits: Limits = field(default_factory=Limits)
    fault_rate: float = 0.05
    now: datetime = NOW
    ledger: Ledger = field(default_factory=Ledger)
    arrived: Counter[AttemptKey] = field(default_factory=Counter)
    crash_points: int = 0
    unknown_arrivals: int = 0
    sends: list[tuple[datetime, Message]] = field(default_factory=list)
    silenced: set[str] = field(default_factory=set)
    heard: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def tick(self, *, may_crash: bool = True, inner: bool = True) -> None:
        """Do what a tick does, in its order; a crash ends it in the middle.

        inner: another tick may begin and end while the first is sending.
        """
        inbox = self.ledger.inbox(self.now)
        made = plan(inbox, self.routes, self.limits, self.targets)
        assert_accounted_for(inbox, made)
        try:
            self._step(may_crash)
            self._check(made)
            self.ledger.write_decisions(made)
            for message in made.messages:
                self.ledger.claim(message, self.now)
            self._step(may_crash)
            if inner and self.random.random() < self.fault_rate:
                self.tick(may_crash=False, inner=False)
            for message in made.messages:
                for recipient in message.recipients or (None,):
                    self._deliver(message, recipient, may_crash=may_crash)
        except Crash:
            self.crash_points += 1

    def _step(self, may_crash: bool) -> None:  # noqa: FBT001 - handed on
        if may_crash and self.random.random() < self.fault_rate:
            raise Crash

    def _check(self, made: Plan) -> None:
        """See that nothing is asked before it wanted to be."""
        for message in made.messages:
            until = self.ledger.retry_at.get(message.receiver)
            assert until is None or self.now >= until
            for recipient in message.recipients or (None,):
                key = (message.message_id, message.receiver, recipient)
                one = self.ledger.attempts.get(key)
                assert one is None or one.retry_at is None or self.now >= one.retry_at
                assert (one.attempt if one else 0) + 1 == message.attempt

    def _deliver(self, message: Message, recipient: str | None, *, may_crash: bool) -> None:
        self._step(may_crash)
        until = self.ledger.retry_at.get(message.receiver)
        if until is not None and until > self.now:
            self.ledger.outcome(message, recipient, "retryable", self.now, until)
            return
        state, retry_at = self._answer(message)
        key = (message.message_id, message.receiver, recipient)
        arrives = state == "accepted" or (state == "unknown" and self.random.random() < 0.5)
        if arrives:
            self.sends.append((self.now, message))
            self.arrived[key] += 1
            self.unknown_arrivals += state == "unknown"
            for one in ids(message):
                self.heard[one].add(message.receiver)
        self._step(may_crash and state != "unknown")
        self.ledger.outcome(message, recipient, state, self.now, retry_at)

    def _answer(self, message: Message) -> tuple[str, datetime | None]:
        pause = self.limits.pause_after(message.attempt)
        if self.random.random() >= self.fault_rate:
            return "accepted", None
        state = self.random.choice(["retryable", "retryable", "limited", "permanent", "unknown"])
        if state == "limited":
            until = self.now + timedelta(minutes=self.random.choice([1, 7, 20, 50, 130]))
            self.ledger.retry_at[message.receiver] = until
            return "retryable", until
        return state, None if state == "permanent" else self.now + pause

    @property
    def duplicates(self) -> int:
        """Messages that reached a target more than once, counted without the first."""
        return sum(count - 1 for count in self.arrived.values())

    def lost(self) -> set[str]:
        """Give the notifications of which the ledger knows no end, and that wait for nothing.

        An end is that a target was reached, or that somebody wrote down why not.
        """
        return {
            key
            for key in self.ledger.all.keys() - self.ledger.pending.keys() - self.silenced
            if not self.heard[key] and not self.ends(key) & {"suppressed", "quarantined"}
        }

    def ends(self, key: str) -> set[str]:
        """Give what the ledger says became of a notification, over all its receivers."""
        return {end for name in self.ledger.routed[key] for end in self.ledger.ended[key, name]}

    def assert_honest(self) -> None:
        """See that the ledger calls nothing accepted that did not arrive."""
        for (key, name), ended in self.ledger.ended.items():
            assert "accepted" not in ended or name in self.heard[key]

    def settle(self, most_ticks: int) -> None:
        """Let everything work and time pass until nothing is left to do."""
        self.fault_rate = 0
        for _ in range(most_ticks):
            self.now += timedelta(minutes=1)
            self.tick()
            if not self.ledger.pending and not self.ledger.open:
                return

    def assert_limits(self) -> None:
        """See that rates and group intervals were kept in all of the past."""
        self._assert_rates()
        last: dict[tuple[str, str], datetime] = {}
        seen: set[str] = set()
        for at, message in self.sends:
            key = (message.receiver, message.group_key)
            if message.message_id not in seen and message.attempt == 1 and key in last:
                assert at - last[key] >= self.routes.root.group_interval, (key, last[key], at)
            seen.add(message.message_id)
            last[key] = at

    def _assert_rates(self) -> None:
        for name, times in self.ledger.claims.items():
            limit = self.targets[name].messages_per_hour
            ordered = sorted(times)
            if limit is not None:
                pairs = zip(ordered, ordered[limit:], strict=False)
                assert all(late - early >= HOUR for early, late in pairs)
