"""Rows for `alert_deliveries` and `router_ticks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.router import Decision, Message
    from nightledger.transports import Outcome, Payload
    from nightledger.watch.inbox import Poison

Row = dict[str, Any]
RESPONSE_CHARACTERS = 2000


def decision_row(decision: Decision, tick_id: str, at: datetime) -> Row:
    """Give the row of a decision that sends nothing."""
    return {
        "entry_id": entry_id(
            decision.message_id,
            decision.receiver,
            decision.recipient,
            decision.attempt,
            decision.event,
        ),
        "tick_id": tick_id,
        "occurred_at": at,
        "environment": decision.environment,
        "event": decision.event,
        "message_id": decision.message_id,
        "receiver": decision.receiver,
        "recipient": decision.recipient,
        "receivers": list(decision.receivers),
        "attempt": decision.attempt,
        "reason": decision.reason,
        "cause": redact_text(decision.cause) if decision.cause else None,
        "notification_ids": list(decision.notification_ids),
        "fingerprints": list(decision.fingerprints),
    }


def poison_row(poison: Poison, tick_id: str, at: datetime) -> Row:
    """Give the row of a notification nobody can be sent."""
    return {
        "entry_id": entry_id(poison.notification_id, None, None, None, "quarantined"),
        "tick_id": tick_id,
        "occurred_at": at,
        "environment": poison.environment,
        "event": "quarantined",
        "message_id": poison.notification_id,
        "cause": redact_text(poison.cause),
        "notification_ids": [poison.notification_id],
        "fingerprints": [poison.fingerprint] if poison.fingerprint else [],
    }


def claim_row(  # noqa: PLR0913, PLR0917 - all of it goes into the row
    message: Message,
    payload: Payload,
    recipient: str | None,
    transport: str,
    tick_id: str,
    at: datetime,
) -> Row:
    """Give the row that is written before an attempt."""
    return {
        "entry_id": entry_id(
            message.message_id, message.receiver, recipient, message.attempt, "claimed"
        ),
        "tick_id": tick_id,
        "occurred_at": at,
        "environment": message.environment,
        "event": "claimed",
        "message_id": message.message_id,
        "receiver": message.receiver,
        "recipient": recipient,
        "transport": transport,
        "attempt": message.attempt,
        "reason": message.reason,
        "group_key": message.group_key,
        "title": redact_text(payload.title),
        "notification_ids": [one.notification_id for one in message.notifications],
        "fingerprints": sorted({one.fingerprint for one in message.notifications}),
        "payload_bytes": len(payload.body),
    }


def outcome_row(
    claim: Row, outcome: Outcome, at: datetime, retry_at: datetime | None, seconds: float
) -> Row:
    """Give the row of what came of an attempt, from the row of its claim."""
    return claim | {
        "entry_id": claim["entry_id"].removesuffix("claimed") + outcome.status,
        "occurred_at": at,
        "event": outcome.status,
        "retry_at": retry_at,
        "response_code": outcome.code,
        "response": redact_text(outcome.response)[:RESPONSE_CHARACTERS],
        "duration_seconds": round(seconds, 3),
    }


def entry_id(
    message_id: str | None,
    receiver: str | None,
    recipient: str | None,
    attempt: int | None,
    event: str,
) -> str:
    """Give what makes a row one fact: two ticks that do the same write the same id."""
    parts = (message_id, receiver, recipient, attempt, event)
    return "/".join("" if part is None else str(part) for part in parts)
