"""Small made-up histories of facts and looks, and what all facts at once say of them.

A history is one environment. Facts are notices, the plainest kind of fact: bad, good, or over at
once. They come late, twice, at equal times, and become visible long after the time they carry;
looks come at any time, two at once, and may die before they write anything.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

MIDNIGHT = dt.datetime(2026, 3, 10, tzinfo=dt.timezone.utc)
SEVERITIES = ("critical", "error", "warn")
A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row of `alert_notices`, and the minute from which it can be read."""

    environment: str
    row_id: str
    key: str
    status: str
    severity: str | None
    happened: int
    recorded: int
    visible: int

    @property
    def is_bad(self) -> bool:
        """Whether it says that something is wrong."""
        return self.status != "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One call of the procedure; `dies` before it writes, `twice` by two callers at once."""

    minute: int
    dies: bool = False
    twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One problem from its first bad fact to the good one after it."""

    environment: str
    key: str
    opened: int
    last_seen: int
    resolved: int | None
    count: int
    worst: str


def facts(dice: random.Random, environment: str, span: int) -> list[Fact]:
    """Return the facts of one history that happen within `span` minutes."""
    made = []
    for number in range(dice.randint(1, 9)):
        happened = dice.randrange(0, span, 4)
        recorded = happened + dice.choice([0, 0, 1, 5, dice.randint(0, min(span, A_DAY))])
        status = dice.choices(["open", "resolved", "event"], [5, 5, 1])[0]
        key = f"k{dice.randint(1, 2)}" if status != "event" else f"{environment} {number}"
        severity = None if status == "resolved" else dice.choice(SEVERITIES)
        for _ in range(dice.choice([1, 1, 1, 1, 2])):
            made.append(
                Fact(
                    environment=environment,
                    row_id=f"{environment} {number}",
                    key=key,
                    status=status,
                    severity=severity,
                    happened=happened,
                    recorded=recorded,
                    visible=recorded + dice.choice([0, 0, 1, dice.randint(0, 360)]),
                )
            )
            recorded += dice.randint(0, 40)
    return made


def last_minute(span: int) -> int:
    """Return a minute by which everything is visible."""
    return span + min(span, A_DAY) + 800


def looks(dice: random.Random, span: int, count: int) -> list[Look]:
    """Return looks in order; the last one, long after everything, lives."""
    minutes = sorted(dice.sample(range(1, span + min(span, A_DAY)), count))
    made = [
        Look(minute=minute, dies=dice.random() < 0.25, twice=dice.random() < 0.25)
        for minute in minutes
    ]
    return [*made, Look(minute=last_minute(span))]


def episodes(known: Iterable[Fact]) -> list[Episode]:
    """Return the problems that all facts at once tell of, in order."""
    first: dict[str, Fact] = {}
    for fact in sorted(known, key=lambda one: one.recorded):
        first.setdefault(fact.row_id, fact)
    by_subject: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in first.values():
        by_subject[fact.environment, fact.key].append(fact)
    made = [one for subject in by_subject.values() for one in _episodes_of(subject)]
    return sorted(made, key=lambda one: (one.environment, one.key, one.opened))


def _episodes_of(subject: Sequence[Fact]) -> list[Episode]:
    made: list[Episode] = []
    current: list[Fact] = []
    for fact in sorted(subject, key=lambda one: (one.happened, one.is_bad)):
        if fact.status == "event":
            made.append(_episode([fact], fact.happened))
        elif fact.is_bad:
            current.append(fact)
        elif current:
            made.append(_episode(current, fact.happened))
            current = []
    return [*made, *([_episode(current, None)] if current else [])]


def _episode(bad: Sequence[Fact], resolved: int | None) -> Episode:
    return Episode(
        environment=bad[0].environment,
        key=bad[0].key,
        opened=bad[0].happened,
        last_seen=bad[-1].happened,
        resolved=resolved,
        count=len(bad),
        worst=min((one.severity or "" for one in bad), key=SEVERITIES.index),
    )
