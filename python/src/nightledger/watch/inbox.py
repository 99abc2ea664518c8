"""The documents of `router_inbox` as the router's types; what cannot be read is set apart."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from nightledger.router import (
    GroupHistory,
    Inbox,
    Notification,
    OpenDelivery,
    ProblemHistory,
    ReceiverHistory,
)
from nightledger.words import REASONS, SEVERITIES

TIMES = frozenset(
    {"due_at", "opened_at", "last_seen_at", "resolved_at", "last_green_at", "first_claimed_at"}
    | {"last_event_at", "retry_at", "last_sent_at"}
)
HISTORIES: dict[str, tuple[Any, str]] = {
    "group": (GroupHistory, "group_key"),
    "problem": (ProblemHistory, "fingerprint"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Poison:
    """A pending notification the router cannot read, and why."""

    notification_id: str
    environment: str
    fingerprint: str
    cause: str


def decode(rows: list[tuple[str, str]]) -> tuple[Inbox, list[Poison]]:
    """Give the inbox, and the notifications that are unreadable.

    Raises ValueError when anything else is unreadable.
    """
    try:
        return inbox_of(rows)
    except (AttributeError, KeyError, TypeError) as error:
        message = f"{type(error).__name__}: {error}"
        raise ValueError(message) from error


def version_of(rows: list[tuple[str, str]]) -> str | None:
    """Give the version of the package that made the view; None when it tells none.

    Raises ValueError when that cannot be read.
    """
    for item, text in rows:
        if item == "clock":
            clock = json.loads(text)
            return str(clock.get("package_version") or "") if isinstance(clock, dict) else None
    return None


def inbox_of(rows: list[tuple[str, str]]) -> tuple[Inbox, list[Poison]]:
    """Give what `decode` does. Raises whatever an unforeseen document leads to."""
    documents: dict[str, list[dict[str, Any]]] = {"notification": [], "delivery": [], "history": []}
    now = None
    for item, text in rows:
        document = json.loads(text)
        if item == "clock":
            now = moment(document["now"])
        else:
            documents[item].append(document)
    if now is None:
        message = "the view router_inbox tells no time"
        raise ValueError(message)
    notifications, poison = decode_notifications(documents["notification"])
    histories = documents["history"]
    inbox = Inbox(
        now=now,
        notifications=tuple(notifications),
        open_deliveries=tuple(typed(OpenDelivery, one) for one in documents["delivery"]),
        groups=tuple(history(one) for one in histories if one["history"] == "group"),
        problems=tuple(history(one) for one in histories if one["history"] == "problem"),
        receivers=tuple(
            typed(ReceiverHistory, one) for one in histories if one["history"] == "receiver"
        ),
    )
    return inbox, poison


def decode_notifications(
    documents: list[dict[str, Any]],
) -> tuple[list[Notification], list[Poison]]:
    """Give the readable ones, and the others with the reason."""
    read = [read_notification(document) for document in documents]
    return (
        [one for one in read if isinstance(one, Notification)],
        [one for one in read if isinstance(one, Poison)],
    )


def read_notification(document: dict[str, Any]) -> Notification | Poison:
    """Give a notification, or what is wrong with it."""
    try:
        return notification(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return Poison(
            notification_id=str(document["notification_id"]),
            environment=str(document.get("environment") or "*"),
            fingerprint=str(document.get("fingerprint") or ""),
            cause=f"unreadable: {type(error).__name__}: {error}"[:500],
        )


def notification(document: dict[str, Any]) -> Notification:
    """Give a notification. Raises ValueError for a word that is in no list."""
    for name, words in (("severity", SEVERITIES), ("reason", REASONS)):
        if document[name] not in words:
            message = f"{name} is {document[name]!r}, not one of {', '.join(sorted(words))}"
            raise ValueError(message)
    document["sample"] = sample_rows(document.get("sample"))
    document["receivers"] = document.get("receivers") or None
    known: Notification = typed(Notification, document)
    return known


def sample_rows(value: object) -> list[dict[str, Any]]:
    """Give the offending rows; a JSON column may come as text."""
    rows = json.loads(value) if isinstance(value, str) else value
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def history(document: dict[str, Any]) -> Any:  # noqa: ANN401 - one of two types, by the row
    """Give when a receiver was last told about a group or problem."""
    kind, subject = HISTORIES[document["history"]]
    return typed(kind, document | {subject: document["subject"]})


def typed(kind: Any, document: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever `kind` is
    """Give a dataclass from the entries of its fields; an absent or null one keeps its default."""
    values: dict[str, Any] = {}
    for field in fields(kind):
        value = document.get(field.name)
        if value is None and field.name in document and str(field.type).endswith("None"):
            values[field.name] = None
        elif value is not None:
            values[field.name] = value_of(field.name, value)
    return kind(**values)


def value_of(name: str, value: Any) -> Any:  # noqa: ANN401 - JSON in, a field's value out
    """Give times as times and lists as tuples."""
    if name in TIMES:
        return moment(value)
    return tuple(value) if isinstance(value, list) else value


def moment(text: str) -> datetime:
    """Give a time as BigQuery spells it in JSON, `2026-03-10T05:00:00.5Z`, or an emulator."""
    spelt = text.replace("Z", "+00:00").replace(" ", "T")
    if spelt.endswith("+00"):
        spelt += ":00"
    head, _, zone = spelt.rpartition("+")
    whole, _, fraction = head.partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+{zone}")
