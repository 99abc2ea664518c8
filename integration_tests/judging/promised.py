"""Small made-up histories of facts that promise something, and what all of them at once say.

Refreshes of assets promise the next one within some hours, or end what was promised; a command that
starts promises its end. They come late, twice, at equal times, and become visible up to six hours
after the time they carry.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Sequence

PATIENCE = 120
"""Minutes until a command without a history has vanished."""
GRACE = 2
NEVER = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A refresh, or the start or end of a command, and the minute from which it can be read."""

    environment: str
    row_id: str
    event: str
    key: str
    hours: int | None = None
    happened: int
    recorded: int
    visible: int

    @property
    def subject(self) -> tuple[str, str, str]:
        """The problem it is about: all commands are runs of one."""
        if self.event == "refreshed":
            return self.environment, "stale asset", self.key
        return self.environment, "run", "build"

    @property
    def due(self) -> int | None:
        """When what it promises is due; None if it promises nothing."""
        minutes = {"started": PATIENCE, "refreshed": self.hours and 60 * self.hours}
        patience = minutes.get(self.event)
        return None if patience is None else min(self.happened, self.recorded) + patience


class Promise(NamedTuple):
    """When it was made, when it is due (None: never), when it is settled whether it was kept."""

    base: int
    due: int | None
    settled: int


class Episode(NamedTuple):
    """One problem from its first bad verdict to the good one after it."""

    environment: str
    kind: str
    key: str
    opened: int
    last_seen: int
    resolved: int | None
    bad_count: int


def facts(dice: random.Random, environment: str, span: int) -> list[Fact]:
    """Return the facts of one history that happen within `span` minutes."""
    made = []
    for number in range(dice.randint(1, 7)):
        happened = dice.randrange(0, span, 20)
        event = dice.choice(["refreshed", "refreshed", "started", "finished"])
        recorded = happened + dice.choice([0, 0, 1, dice.randint(0, 300)])
        row = f"{environment} {number}"
        hours = dice.choice([1, 3, 30, 30, None]) if event == "refreshed" else None
        for _ in range(dice.choice([1, 1, 1, 2])):
            made.append(
                Fact(
                    environment=environment,
                    row_id=row,
                    event=event,
                    key=f"k{dice.randint(1, 2)}" if event != "refreshed" else "orders",
                    hours=hours,
                    happened=happened,
                    recorded=recorded,
                    visible=recorded + dice.choice([0, 0, 1, dice.randint(0, 360)]),
                )
            )
            recorded += dice.randint(0, 40)
    return _twins_agree(made)


def _twins_agree(made: Sequence[Fact]) -> list[Fact]:
    keys = {one.row_id: one.key for one in reversed(made)}
    return [
        Fact(**{name: getattr(one, name) for name in Fact.__slots__} | {"key": keys[one.row_id]})
        for one in made
    ]


def episodes(known: Iterable[Fact], clock: int) -> list[Episode]:
    """Return the problems that all facts at once tell of at a minute, in order."""
    first: dict[str, Fact] = {}
    for fact in sorted(known, key=lambda one: one.recorded):
        first.setdefault(fact.row_id, fact)
    verdicts: defaultdict[tuple[str, str, str], list[tuple[int, bool]]] = defaultdict(list)
    chains: defaultdict[tuple[tuple[str, str, str], str], list[Fact]] = defaultdict(list)
    for fact in first.values():
        chains[fact.subject, "" if fact.event == "refreshed" else fact.key].append(fact)
        if fact.event == "finished":
            verdicts[fact.subject].append((min(fact.happened, fact.recorded), False))
    for (subject, _), chain in chains.items():
        verdicts[subject] += _verdicts(_counting(chain), clock - GRACE)
    return sorted(one for subject, found in verdicts.items() for one in _episodes(subject, found))


def _counting(chain: Sequence[Fact]) -> Iterator[Promise]:
    """Promises that promise more than those before, or end them."""
    moments: dict[int, int | None] = {}
    for fact in sorted(chain, key=lambda one: one.recorded):
        dues = {fact.due, moments.get(fact.recorded, fact.due)}
        moments[fact.recorded] = None if None in dues else max(filter(None, dues))
    due_before = None
    for base, due in sorted(moments.items()):
        if due is None:
            due_before = None
            yield Promise(base, None, NEVER)
        elif due_before is None or due > due_before:
            due_before = due
            yield Promise(base, due, max(due, base))


def _verdicts(promises: Iterable[Promise], until: int) -> Iterator[tuple[int, bool]]:
    """Each as its moment and whether it is bad."""
    ended = Promise(NEVER, None, NEVER)
    for promise, following in pairwise([*promises, ended]):
        if promise.settled < following.base and promise.settled <= until:
            yield promise.settled, True
            if following is not ended and (following.due is None or following.due > following.base):
                yield following.base, False


def _episodes(
    subject: tuple[str, str, str], verdicts: Iterable[tuple[int, bool]]
) -> Iterator[Episode]:
    bad: list[int] = []
    for moment, is_bad in sorted(verdicts):
        if is_bad:
            bad.append(moment)
        elif bad:
            yield Episode(*subject, bad[0], bad[-1], moment, len(bad))
            bad = []
    if bad:
        yield Episode(*subject, bad[0], bad[-1], None, len(bad))
