"""The simulated world: a tick a minute, receivers that fail, processes that crash."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from nightledger.router import Endpoint, Plan, Planned, Problem, Rules, State, plan
from python.tests.router.ledger import Folded, Row, claim_of, fold
from python.tests.router.truth import Truth, at

ANSWERS = {
    None: "accepted",
    "503": "retryable",
    "404": "permanent",
    "400": "refused",
    "lost": "unknown",
    "late": "unknown",
}
"""What comes back by how a receiver behaves; `late` is no answer to what it took."""


@dataclass(kw_only=True)
class Scenario:
    """What happens and who is there.

    rules: from when, what alerts.yml says. outages: receiver, from, to, and one of ANSWERS or
    poison:fingerprint or refuses:fingerprint (404 or 400 to what that is in). crashes: by minute,
    at which point (before any claim, claimed, sent, or slow: hangs and sends before the lease ends)
    of which message. router_off: from, to.
    """

    truth: Truth
    rules: list[tuple[int, Rules]]
    outages: list[tuple[str, int, int, str]] = field(default_factory=list)
    crashes: dict[int, tuple[str, int]] = field(default_factory=dict)
    router_off: list[tuple[int, int]] = field(default_factory=list)


Check = Callable[["World", int], None]


@dataclass(kw_only=True)
class World:
    """Runs a scenario; `inbox` is what arrived, whatever the ledger believes."""

    scenario: Scenario
    rows: list[Row] = field(default_factory=list)
    noted: dict[str, object] = field(default_factory=dict)
    inbox: dict[str, list[tuple[int, Planned]]] = field(default_factory=lambda: defaultdict(list))
    crashed: list[int] = field(default_factory=list)
    slow: list[tuple[int, str, Planned]] = field(default_factory=list)
    unanswered: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubts: Counter[tuple[str, str]] = field(default_factory=Counter)
    attempts: Counter[str] = field(default_factory=Counter)
    state: State = field(default_factory=lambda: State(now=at(0), as_of=at(0)))
    plan: Plan = field(default_factory=Plan)
    ran: bool = False
    rows_read: int = 0
    folded: tuple[int, Folded] = field(default_factory=lambda: (-1, Folded()))
    seen: tuple[int, tuple[Problem, ...]] = (-1, ())

    def rules(self, now: int) -> Rules:
        """Return what alerts.yml says."""
        return next(rules for since, rules in reversed(self.scenario.rules) if since <= now)

    def place(self, receiver: str) -> str:
        """Return the channel behind a name: a renamed receiver is the same channel."""
        return "team" if receiver == "channel" else receiver

    def mode(self, place: str, now: int) -> str | None:
        """Return how a channel behaves."""
        found = (
            mode
            for name, start, end, mode in self.scenario.outages
            if name == place and start <= now < end
        )
        return next(found, None)

    def problems(self, now: int) -> tuple[Problem, ...]:
        """Return what is true."""
        if self.seen[0] != now:
            self.seen = now, self.scenario.truth.problems(now)
        return self.seen[1]

    def fold(self) -> Folded:
        """Return what the rows lead to."""
        if self.folded[0] != len(self.rows):
            self.folded = len(self.rows), fold(self.rows)
        return self.folded[1]

    def read(self, now: int) -> State:
        """Return what a tick starts from."""
        folded, lease = self.fold(), self.rules(now).limits.lease
        return State(
            now=at(now),
            as_of=at(now),
            problems=self.problems(now),
            told=folded.told,
            in_flight={
                key: claimed + lease
                for key, claimed in folded.in_flight.items()
                if claimed + lease > at(now)
            },
            health=folded.health,
            noted=self.noted.keys(),
        )

    def tick(self, now: int) -> None:
        """Do what is due in a minute."""
        self.ran = False
        for one in [one for one in self.slow if one[0] <= now]:
            self.slow.remove(one)
            self.inbox[one[1]].append((now, one[2]))
        if any(start <= now < end for start, end in self.scenario.router_off):
            return
        self.state, self.rows_read = self.read(now), len(self.rows)
        self.plan = plan(self.state, self.rules(now))
        self.ran = self.act(now)

    def act(self, now: int) -> bool:
        """Do what the plan says; tell whether the tick came to its end."""
        point, place = self.scenario.crashes.get(now, ("", 0))
        if point == "before":
            self.crashed.append(now)
            return False
        self.noted |= {one.decision_id: one for one in self.plan.decisions}
        broken: set[Endpoint] = set()
        count = 0
        for message in self.plan.messages:
            if message.endpoint in broken:
                continue
            dies = point if count == place else ""
            count += 1
            outcome = self.send(now, message, dies)
            if dies:
                return False
            if outcome != "accepted":
                broken.add(message.endpoint)
        return True

    def send(self, now: int, message: Planned, dies: str) -> str | None:
        """Claim, send and write down; return what came of it, None for a crash."""
        place, rules = self.place(message.endpoint.receiver), self.rules(now)
        self.rows.append(claim_of(message, at(now)))
        if dies:
            self.crashed.append(now)
            self.doubts.update((place, line.problem.fingerprint) for line in message.lines)
        if dies == "slow":
            minutes = int(rules.limits.lease.total_seconds() / 60)
            self.slow.append((now + minutes - 1, place, message))
        if dies in {"claimed", "slow"}:
            return None
        outcome = self.answer(now, place, message)
        if dies:
            return None
        failures = self.fold().health[message.endpoint].failures + 1
        pause = rules.limits.pause_after(failures, outcome)
        retry_at = None if outcome == "accepted" else at(now) + pause
        row = replace(self.rows[-1], event=outcome, retry_at=retry_at)
        self.rows.append(row)
        return outcome

    def answer(self, now: int, place: str, message: Planned) -> str:
        """Deliver a message, or not; return what the sender hears of it."""
        mode = self.mode(place, now)
        self.attempts[place] += 1
        names = [line.problem.fingerprint for line in message.lines]
        if mode and ":" in mode:
            how, _, name = mode.partition(":")
            mode = {"poison": "404", "refuses": "400"}[how] if name in names else None
        if mode in {None, "late"}:
            self.inbox[place].append((now, message))
        if ANSWERS[mode] == "unknown":
            self.unanswered.update((place, name) for name in names)
        return ANSWERS[mode]

    def run(self, until: int, check: Check | None = None) -> World:
        """Tick minute by minute."""
        for now in range(until):
            self.tick(now)
            if check:
                check(self, now)
        return self

    def heard(self) -> str:
        """Return what arrived: minute, receiver, word(fingerprints); `?` is a possible repeat."""
        arrived = sorted(
            (now, place, number, message)
            for place, box in self.inbox.items()
            for number, (now, message) in enumerate(box)
        )
        return "; ".join(f"{now} {place} {text_of(message)}" for now, place, _, message in arrived)


def text_of(message: Planned) -> str:
    """Return what a message says, short."""
    words: dict[str, list[str]] = defaultdict(list)
    for line in message.lines:
        word = line.word if line.word != "settled" else f"settled_{line.state}"
        mark = "?" if line.possible_repeat else ""
        note = f"[{line.note}]" if line.note else ""
        words[f"{word}{mark}{note}"].append(line.problem.fingerprint)
    return " ".join(
        f"{word}({','.join(names) if len(names) < 6 else len(names)})"
        for word, names in words.items()
    )
