"""Stands in for `alert_deliveries`; `fold` is what its SQL has to return."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nightledger.router import Endpoint, Health, Told
from nightledger.router.told import BAD, HEALTHY, NOTHING, About, Doubt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nightledger.router import Line, Planned

FAILURES = ("retryable", "refused", "permanent", "unknown")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of `alert_deliveries`, as far as it matters here. event: claimed or an outcome."""

    at: datetime
    event: str
    endpoint: Endpoint
    sequence: int
    as_of: datetime
    group_key: str
    lines: tuple[Line, ...]
    retry_at: datetime | None = None


def claim_of(message: Planned, at: datetime) -> Row:
    return Row(
        at=at,
        event="claimed",
        endpoint=message.endpoint,
        sequence=message.sequence,
        as_of=message.as_of,
        group_key=message.group_key,
        lines=message.lines,
    )


@dataclass(kw_only=True)
class Folded:
    """What receivers know, what is under way (claimed when), and how receivers fare."""

    told: dict[tuple[Endpoint, str], Told] = field(default_factory=lambda: defaultdict(Told))
    in_flight: dict[tuple[Endpoint, str], datetime] = field(default_factory=dict)
    health: dict[Endpoint, Health] = field(default_factory=lambda: defaultdict(Health))


def fold(rows: Iterable[Row]) -> Folded:
    """Return the state that rows lead to."""
    rows = list(rows)
    outcomes = {(row.endpoint, row.sequence): row for row in rows if row.event != "claimed"}
    folded = Folded()
    for claim in sorted(
        (row for row in rows if row.event == "claimed"), key=lambda row: row.sequence
    ):
        outcome = outcomes.get((claim.endpoint, claim.sequence))
        health = folded.health.get(claim.endpoint, HEALTHY)
        folded.health[claim.endpoint] = health_after(health, claim, outcome)
        for line in claim.lines:
            key = claim.endpoint, line.problem.fingerprint
            if outcome is None:
                folded.in_flight[key] = claim.at
            folded.told[key] = told_after(folded.told.get(key, NOTHING), line, claim, outcome)
    return folded


def health_after(health: Health, claim: Row, outcome: Row | None) -> Health:
    """Return how an endpoint fares after a claim and what came of it."""
    claimed = replace(health, sequence=claim.sequence, claims=(*health.claims, claim.at))
    if outcome is None:
        return claimed
    if outcome.event == "accepted":
        return replace(
            claimed,
            accepted_at=outcome.at,
            failures=0,
            failing_since=None,
            last_failure="",
            retry_at=NOTHING.at,
            groups={**health.groups, claim.group_key: outcome.at},
        )
    return replace(
        claimed,
        failures=health.failures + 1,
        failing_since=health.failing_since or outcome.at,
        last_failure_at=outcome.at,
        last_failure=outcome.event,
        retry_at=outcome.retry_at or NOTHING.at,
    )


def told_after(told: Told, line: Line, claim: Row, outcome: Row | None) -> Told:
    """Return what an endpoint knows of a problem after a claim and what came of it."""
    problem, event = line.problem, outcome.event if outcome else "nothing"
    if outcome and event == "accepted":
        goes_on = line.word not in {"opened", "escalated"} and told.state in BAD
        first_at = told.first_bad_at if goes_on and line.state in BAD else outcome.at
        return Told(
            state=line.state,
            episode_id=problem.episode_id,
            severity=problem.severity,
            at=outcome.at,
            as_of=claim.as_of,
            first_bad_at=NOTHING.at if line.state == "good" else first_at,
            about=About(problem.environment, problem.kind, problem.subject),
        )
    tried = replace(
        told,
        tried_at=claim.at,
        refusals=told.refusals + (event == "refused"),
        about=About(problem.environment, problem.kind, problem.subject),
    )
    if event not in {"unknown", "nothing"}:
        return tried
    doubt = Doubt(line.state, problem.episode_id, problem.severity)
    return replace(
        tried,
        maybe_bad=told.maybe_bad or line.state in BAD,
        in_doubt=True,
        unknowns=(told.unknowns if doubt == told.doubt else 0) + (event == "unknown"),
        doubt=doubt,
        doubt_at=claim.at,
        doubt_as_of=claim.as_of,
    )
