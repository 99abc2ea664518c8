"""What the router decides: messages to send now, decisions to write down, what waits and why."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from nightledger.router.problem import Problem
    from nightledger.router.told import Endpoint, Health, Told

EVERYBODY = "*"
"""The receiver of a decision that is about all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything a tick starts from, as the ledger has it.

    now: BigQuery's clock, the only one. as_of: clock of the look the problems come from. told: by
    endpoint and fingerprint. in_flight: until when an attempt about a problem may be under way.
    noted: ids of decisions that are written already.
    """

    now: datetime
    as_of: datetime
    problems: tuple[Problem, ...] = ()
    told: Mapping[tuple[Endpoint, str], Told] = field(default_factory=dict)
    in_flight: Mapping[tuple[Endpoint, str], datetime] = field(default_factory=dict)
    health: Mapping[Endpoint, Health] = field(default_factory=dict)
    noted: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a message says of one problem.

    word: escalated, opened, flapping, repeated, settled, over or resolved. state: what the receiver
    believes afterwards: bad, flapping, event or good. possible_repeat: an earlier attempt to say it
    may have arrived. note: "again", "silence ended", "nobody acknowledged", "X could not be
    reached"; empty for none.
    """

    problem: Problem
    word: str
    state: str
    possible_repeat: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One message to one endpoint: the problems of a group, the worst first.

    sequence: with the endpoint it is the claim; whoever writes it first owns it. as_of: the look
    everything in it is true at. labels: the values its group is made of.
    """

    endpoint: Endpoint
    sequence: int
    as_of: datetime
    environment: str
    group_key: str
    labels: Mapping[str, str]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Something a receiver is not told, and why: a row that sends nothing.

    edge: bad or good, the side of the episode it is about.
    """

    problem: Problem
    edge: str
    receiver: str
    recipient: str | None = None
    cause: str

    @property
    def decision_id(self) -> str:
        """Return the same id whenever the same is decided again: hex SHA-256."""
        problem = self.problem
        parts = (self.receiver, self.recipient, problem.fingerprint, problem.episode_id)
        return hashlib.sha256(json.dumps([*parts, self.edge, self.cause]).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """News of a problem that waits for an endpoint, and until when. why: in words."""

    endpoint: Endpoint
    fingerprint: str
    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do in this tick. next_at: when something will be due by the clock alone."""

    messages: tuple[Planned, ...] = ()
    decisions: tuple[Decision, ...] = ()
    held: tuple[Held, ...] = ()
    next_at: datetime | None = None
