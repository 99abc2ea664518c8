"""What one call of `plan` works on, and what it has decided so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.router.plan import EVERYBODY, Decision, Held
from nightledger.router.told import HEALTHY, NOTHING

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.router.plan import Line, Planned, State
    from nightledger.router.problem import Problem
    from nightledger.router.routes import Route, Rules
    from nightledger.router.told import Endpoint, Health, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A line that may leave now, as far as the problem and the endpoint are concerned.

    since: since when it could have been said. tried_at: the last attempt that failed. is_due: a
    repeat would be due, so whatever is said instead of it does not wait for its group. goes_alone:
    a message with it was refused.
    """

    line: Line
    route: Route
    since: datetime
    tried_at: datetime
    is_due: bool
    goes_alone: bool


@dataclass(slots=True, kw_only=True)
class Desk:
    """The working state of one plan; lives as long as the call.

    holders: who believes that a problem is bad, by fingerprint. wakes: when something is due.
    """

    state: State
    rules: Rules
    holders: dict[str, list[Endpoint]] = field(default_factory=lambda: defaultdict(list))
    news: dict[Endpoint, list[News]] = field(default_factory=lambda: defaultdict(list))
    messages: list[Planned] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    wakes: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Line up who holds what."""
        for (endpoint, fingerprint), told in self.state.told.items():
            if told.holds_bad:
                self.holders[fingerprint].append(endpoint)

    @property
    def now(self) -> datetime:
        """The only clock."""
        return self.state.now

    def told(self, endpoint: Endpoint, problem: Problem) -> Told:
        """Return what an endpoint knows of a problem."""
        return self.state.told.get((endpoint, problem.fingerprint), NOTHING)

    def health(self, endpoint: Endpoint) -> Health:
        """Return how an endpoint fares."""
        return self.state.health.get(endpoint, HEALTHY)

    def is_away(self, endpoint: Endpoint, problem: Problem) -> bool:
        """Return whether others have to be told instead; who is back by then is asked again."""
        health, limits = self.health(endpoint), self.rules.limits
        is_away = health.is_away(self.now, problem.severity, limits)
        if is_away:
            self.wake(health.forgotten_at(limits))
        return is_away

    def wake(self, at: datetime | None) -> None:
        """Remember when something will be due."""
        if at is not None and at > self.now:
            self.wakes.append(at)

    def hold(self, endpoint: Endpoint, problem: Problem, until: datetime, why: str) -> None:
        """Let news of a problem wait."""
        fingerprint = problem.fingerprint
        self.held.append(Held(endpoint=endpoint, fingerprint=fingerprint, until=until, why=why))

    def decide(self, problem: Problem, cause: str, endpoint: Endpoint | None = None) -> None:
        """Write down why something is not told, unless that is written already."""
        decision = Decision(
            problem=problem,
            edge="good" if problem.is_over else "bad",
            receiver=endpoint.receiver if endpoint else EVERYBODY,
            recipient=endpoint.recipient if endpoint else None,
            cause=cause,
        )
        if decision.decision_id not in self.state.noted:
            self.decisions.append(decision)
