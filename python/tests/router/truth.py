"""Stands in for the look and the view `problems`: facts in, one problem out. Time is minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from nightledger.router import Problem
from nightledger.words import is_worse

if TYPE_CHECKING:
    from collections.abc import Iterable

T0 = datetime(2026, 3, 10, tzinfo=timezone.utc)
FLAP_WINDOW, FLAP_CHANGES = 60, 3

Fact = tuple[int, int, str | None]
"""When it happened, when it was recorded, how bad it is; None is good."""
Time = tuple[int, int, str]
"""From, to, and the fingerprint."""


def at(minute: int) -> datetime:
    return T0 + timedelta(minutes=minute)


def minute_of(moment: datetime) -> int:
    return int((moment - T0) / timedelta(minutes=1))


@dataclass(kw_only=True)
class Truth:
    """What happens, whoever looks. acks: minute and fingerprint. events: over at once."""

    facts: dict[str, list[Fact]]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    silences: list[Time] = field(default_factory=list)
    inhibitions: list[Time] = field(default_factory=list)
    ignores: list[Time] = field(default_factory=list)
    acks: list[tuple[int, str]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    events: frozenset[str] = frozenset()

    def problems(self, now: int) -> tuple[Problem, ...]:
        """Return all problems as of a minute."""
        found = (self.problem(fingerprint, now) for fingerprint in self.facts)
        return tuple(one for one in found if one is not None)

    def problem(self, fingerprint: str, now: int) -> Problem | None:
        """Judge the facts of a problem that are recorded by now; None when there was no bad one."""
        seen = sorted(fact for fact in self.facts[fingerprint] if fact[1] <= now)
        if fingerprint in self.events:
            return self.event(fingerprint, seen, now)
        judged = Judged()
        for fact in seen:
            judged.add(fact)
        judged.end_flapping(now)
        if not judged.episodes:
            return None
        episode = judged.episodes[-1]
        flapping = judged.flap_from
        acks = [minute for minute, name in self.acks if name == fingerprint]
        taken = min((minute for minute in acks if episode.opened_at <= minute <= now), default=None)
        return Problem(
            **self.words(fingerprint, now),
            episode_id=f"{fingerprint}#{episode.opened_at}"
            if flapping is None
            else f"{fingerprint}~{flapping}",
            state="flapping" if flapping is not None else "open" if judged.is_bad else "resolved",
            severity=episode.severity if flapping is None else judged.flap_worst,
            opened_at=at(episode.opened_at if flapping is None else flapping),
            changed_at=at(judged.changed_at),
            known_at=at(judged.known_at),
            last_seen_at=at(judged.changed_at),
            flapped_until=None if judged.flapped_until is None else at(judged.flapped_until),
            acknowledged_severity=None if taken is None else self.severity_then(fingerprint, taken),
        )

    def severity_then(self, fingerprint: str, minute: int) -> str | None:
        """Return how bad a problem was."""
        acks, self.acks = self.acks, []
        then = self.problem(fingerprint, minute)
        self.acks = acks
        return then.severity if then else None

    def event(self, fingerprint: str, seen: list[Fact], now: int) -> Problem | None:
        """Return the last of what was over at once."""
        bad = [fact for fact in seen if fact[2] is not None]
        if not bad:
            return None
        happened, recorded, severity = bad[-1]
        return Problem(
            **self.words(fingerprint, now),
            episode_id=f"{fingerprint}!{happened}",
            state="event",
            severity=severity or "warn",
            opened_at=at(happened),
            changed_at=at(happened),
            known_at=at(recorded),
            last_seen_at=at(happened),
        )

    def words(self, fingerprint: str, now: int) -> dict[str, Any]:
        """Return what does not depend on the facts."""
        labels = self.labels.get(fingerprint, {})
        causes = (
            ("ignored", self.ignores),
            ("silenced", self.silences),
            ("inhibited", self.inhibitions),
        )
        in_force = (why for why, times in causes if holds(times, fingerprint, now))
        silenced = ended(self.silences, fingerprint, now)
        quiet = max(silenced, ended(self.inhibitions, fingerprint, now))
        return {
            "fingerprint": fingerprint,
            "environment": labels.get("environment", "prod"),
            "kind": "test",
            "subject": fingerprint,
            "urgency": "ticket",
            "owner": labels.get("owner"),
            "run_id": labels.get("run"),
            "suppressed_because": next(in_force, None),
            "silenced_until_at": at(silenced) if silenced >= 0 else None,
            "suppressed_until_at": at(quiet) if quiet >= 0 else None,
            "about_receiver": self.about.get(fingerprint),
        }


def holds(times: Iterable[Time], fingerprint: str, now: int) -> bool:
    return any(name == fingerprint and start <= now < end for start, end, name in times)


def ended(times: Iterable[Time], fingerprint: str, now: int) -> int:
    return max((end for _, end, name in times if name == fingerprint and end <= now), default=-1)


@dataclass(kw_only=True)
class Episode:
    """From the first bad fact on."""

    opened_at: int
    severity: str


@dataclass(kw_only=True)
class Judged:
    """The timeline of one problem, fact by fact."""

    is_bad: bool = False
    episodes: list[Episode] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    known_at: int = -1
    changed_at: int = -1
    flap_from: int | None = None
    flap_last: int = -1
    flap_worst: str = "warn"
    flapped_until: int | None = None

    def add(self, fact: Fact) -> None:
        """Take the next fact."""
        happened, recorded, severity = fact
        self.end_flapping(happened)
        if (severity is not None) != self.is_bad:
            self.change(happened, severity)
            self.known_at, self.changed_at = recorded, happened
        elif severity is not None and severity != self.episodes[-1].severity:
            self.episodes[-1].severity = severity
            self.known_at, self.changed_at = recorded, happened
        if severity is not None and self.flap_from is not None:
            self.flap_worst = severity if is_worse(severity, self.flap_worst) else self.flap_worst

    def change(self, happened: int, severity: str | None) -> None:
        """Take a change between good and bad."""
        self.is_bad = severity is not None
        self.changes.append(happened)
        if severity is not None:
            self.episodes.append(Episode(opened_at=happened, severity=severity))
        if self.flap_from is not None:
            self.flap_last = happened
        elif sum(one > happened - FLAP_WINDOW for one in self.changes) >= FLAP_CHANGES:
            last = self.episodes[-1]
            self.flap_from, self.flap_last = last.opened_at, happened
            self.flap_worst = last.severity

    def end_flapping(self, now: int) -> None:
        """End a flapping without a change for long enough."""
        if self.flap_from is not None and now >= self.flap_last + FLAP_WINDOW:
            self.flapped_until, self.flap_from = self.flap_last + FLAP_WINDOW, None
