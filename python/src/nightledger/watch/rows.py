"""Rows for `alert_deliveries`."""

from __future__ import annotations

import json
from datetime import timezone
from typing import TYPE_CHECKING, Any

from nightledger.redaction import redact_text
from nightledger.router.plan import EVERYBODY
from nightledger.watch.moments import spelt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nightledger.router import Decision, Endpoint, Health, Line, Planned, Told
    from nightledger.transports import Outcome, Payload
    from nightledger.watch.state import Unreadable

Row = dict[str, Any]
RESPONSE_CHARACTERS = 2000


def claim_row(
    message: Planned, payload: Payload, transport: str, tick_id: str, at: datetime
) -> Row:
    """Return the row that is written before an attempt: who writes it first owns it."""
    endpoint = message.endpoint
    return {
        "entry_id": entry_id(endpoint, str(message.sequence), "claimed"),
        "tick_id": tick_id,
        "occurred_at": at,
        "environment": message.environment,
        "event": "claimed",
        "receiver": endpoint.receiver,
        "recipient": endpoint.recipient,
        "transport": transport,
        "sequence": message.sequence,
        "as_of": message.as_of,
        "told": [told_line(line) for line in message.lines],
        "group_key": message.group_key,
        "title": redact_text(payload.title),
        "payload_bytes": len(payload.body),
    }


def outcome_row(
    claim: Row, outcome: Outcome, at: datetime, retry_at: datetime | None, seconds: float
) -> Row:
    """Return the row of what came of an attempt, from the row of its claim."""
    return claim | {
        "entry_id": claim["entry_id"].removesuffix("claimed") + outcome.status,
        "occurred_at": at,
        "event": outcome.status,
        "told": None,
        "retry_at": retry_at,
        "response_code": outcome.code,
        "response": redact_text(outcome.response)[:RESPONSE_CHARACTERS],
        "duration_seconds": round(seconds, 3),
    }


def told_line(line: Line) -> Row:
    """Return what a message says of a problem, as `told` keeps it."""
    problem = line.problem
    return {
        "fingerprint": problem.fingerprint,
        "episode_id": problem.episode_id,
        "word": line.word,
        "state": line.state,
        "severity": problem.severity,
        "opened_at": spelt(problem.opened_at),
        "possible_repeat": line.possible_repeat,
        "note": line.note or None,
        "kind": problem.kind,
        "subject": redact_text(problem.subject),
    }


def decision_row(decision: Decision, as_of: datetime, tick_id: str, at: datetime) -> Row:
    """Return the row of a decision that sends nothing."""
    problem = decision.problem
    return {
        "entry_id": decision.decision_id,
        "tick_id": tick_id,
        "occurred_at": at,
        "environment": problem.environment,
        "event": "suppressed",
        "receiver": None if decision.receiver == EVERYBODY else decision.receiver,
        "recipient": decision.recipient,
        "as_of": as_of,
        "told": [
            {
                "fingerprint": problem.fingerprint,
                "episode_id": problem.episode_id,
                "state": problem.state,
                "severity": problem.severity,
                "opened_at": spelt(problem.opened_at),
                "kind": problem.kind,
                "subject": redact_text(problem.subject),
            }
        ],
        "edge": decision.edge,
        "cause": redact_text(decision.cause),
    }


def unreadable_row(one: Unreadable, as_of: datetime, tick_id: str, at: datetime) -> Row:
    """Return the row of a problem nobody can be told of."""
    return {
        "entry_id": f"unreadable/{one.fingerprint}/{one.episode_id}",
        "tick_id": tick_id,
        "occurred_at": at,
        "environment": one.environment,
        "event": "suppressed",
        "as_of": as_of,
        "told": [{"fingerprint": one.fingerprint, "episode_id": one.episode_id}],
        "edge": "bad",
        "cause": redact_text(one.cause),
    }


def carried_row(  # noqa: PLR0913, PLR0917 - all of it goes into the row
    endpoint: Endpoint,
    health: Health,
    told: Mapping[str, Told],
    as_of: datetime,
    tick_id: str,
    at: datetime,
) -> Row:
    """Return the row that carries forward what an endpoint knows: once a day.

    Nothing may be under way at the endpoint: what comes after its last claim is added to this.
    """
    day = at.astimezone(timezone.utc).date().isoformat()
    return {
        "entry_id": entry_id(endpoint, day, "carried"),
        "tick_id": tick_id,
        "occurred_at": at,
        "environment": "*",
        "event": "carried",
        "receiver": endpoint.receiver,
        "recipient": endpoint.recipient,
        "as_of": as_of,
        "told": [carried_line(name, told[name]) for name in sorted(told)],
        "health": {
            "sequence": health.sequence,
            "settled_sequence": health.sequence,
            "accepted_at": spelt(health.accepted_at),
            "failures": health.failures,
            "failing_since": spelt(health.failing_since),
            "last_failure_at": spelt(health.last_failure_at),
            "last_failure": health.last_failure or None,
            "retry_at": spelt(health.retry_at),
        },
    }


def carried_line(fingerprint: str, told: Told) -> Row:
    """Return what an endpoint knows of a problem, as `told` carries it."""
    return {
        "fingerprint": fingerprint,
        **told.about._asdict(),
        "state": told.state,
        "episode_id": told.episode_id,
        "severity": told.severity,
        "at": spelt(told.at),
        "as_of": spelt(told.as_of),
        "first_bad_at": spelt(told.first_bad_at),
        "maybe_bad": told.maybe_bad,
        "in_doubt": told.in_doubt,
        "unknowns": told.unknowns,
        # as BigQuery's to_json_string spells it, to be compared
        "doubt": json.dumps(told.doubt, separators=(",", ":")) if told.in_doubt else None,
        "doubt_at": spelt(told.doubt_at),
        "doubt_as_of": spelt(told.doubt_as_of),
        "tried_at": spelt(told.tried_at),
        "refusals": told.refusals,
    }


def entry_id(endpoint: Endpoint, number: str, event: str) -> str:
    """Return what makes a row one fact: two ticks that do the same write the same id."""
    return f"{endpoint.receiver}/{endpoint.recipient or ''}/{number}/{event}"
