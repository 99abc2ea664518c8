"""Any program that takes a POST: a documented JSON document, signed.

Format 1. Fields may be added; one that changes its meaning makes it format 2.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar

from nightledger.redaction import redact_entry
from nightledger.transports.content import Content, check_dashboard_url, describe, latest
from nightledger.transports.http import post
from nightledger.transports.plain import clean
from nightledger.transports.protocol import Payload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nightledger.transports.message import Message, Notification
    from nightledger.transports.protocol import Outcome

FORMAT = 1
PAYLOAD_BYTES = 512 * 1024
# from the most to the fewest problems: the first that fits is sent
PROBLEM_COUNTS = (1000, 300, 100, 30, 10, 3, 1, 0)
TEXT_CHARACTERS = 4000
KEYS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A program of your own.

    url: gives its address, a secret. hmac_secret: gives the key that signs what is sent.
    headers: additional ones, as texts or as what gives a secret text; none is ever shown.
    """

    name: ClassVar[str] = "webhook"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    url: Callable[[], str] = field(repr=False)
    hmac_secret: Callable[[], str] | None = field(default=None, repr=False)
    headers: Mapping[str, str | Callable[[], str]] = field(default_factory=dict, repr=False)
    dashboard_url: str | None = None
    seconds_between: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a dashboard_url that cannot work."""
        check_dashboard_url(self.dashboard_url)

    def render(self, message: Message) -> Payload:
        """Return the document with as many problems as fit into 512 KiB."""
        content = describe(message, self.dashboard_url)
        problems = latest(message)
        counts = dict.fromkeys(min(count, len(problems)) for count in PROBLEM_COUNTS)
        for count in counts:
            shown = problems[:count]
            body = json.dumps(document(message, content, shown), ensure_ascii=False).encode()
            if len(body) <= PAYLOAD_BYTES:
                break
        return Payload(title=content.title, body=body, content_type="application/json")

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post the document, signed when there is a key."""
        del recipient
        own = resolved(self.headers)
        secrets = list(own.values())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": clean(message.message_id, 200).encode("ascii", "replace").decode(),
            "X-Nightledger-Format": str(FORMAT),
        }
        if self.hmac_secret:
            key = self.hmac_secret()
            secrets.append(key)
            headers |= signature(key, payload.body, int(time.time()))
        return post(self.url(), payload.body, headers | own, secrets=secrets)


def resolved(headers: Mapping[str, str | Callable[[], str]]) -> dict[str, str]:
    """Return headers as texts, what is secret fetched. Raises as what gives a secret does."""
    return {name: text if isinstance(text, str) else text() for name, text in headers.items()}


def signature(key: str, body: bytes, at: int) -> dict[str, str]:
    """Return the headers that prove who sent body, and when: the time is signed, too.

    The signature is HMAC-SHA256 of the time in seconds since 1970, a dot and the body, in hex.
    """
    signed = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Nightledger-Timestamp": str(at), "X-Nightledger-Signature": f"v1={signed}"}


def document(
    message: Message, content: Content, problems: tuple[Notification, ...]
) -> dict[str, Any]:
    """Return what is sent, as JSON's types."""
    return {
        "format": FORMAT,
        "message_id": plain(message.message_id),
        "receiver": plain(message.receiver),
        "environment": plain(message.environment),
        "group_key": plain(message.group_key),
        "labels": plain(message.labels),
        "reason": message.reason,
        "as_of": plain(message.as_of),
        "title": content.title,
        "summary": content.summary,
        "severity": content.severity,
        "is_firing": content.is_firing,
        "is_possible_repeat": message.possible_repeat,
        "handed_over_from": plain(message.handed_over_from),
        "links": [link._asdict() for link in content.links],
        "problem_count": content.count,
        "omitted_count": content.count - len(problems),
        "problems": [fields_of(problem) for problem in problems],
    }


def fields_of(problem: Notification) -> dict[str, Any]:
    """Return a problem as its fields."""
    return {name: plain(value) for name, value in asdict(problem).items()}


def plain(value: object) -> Any:  # noqa: ANN401 - JSON's types
    """Return a value as JSON takes it: no secrets, texts bounded, moments as ISO 8601 in UTC."""
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, dict):
        entries = list(value.items())[:KEYS_SHOWN]
        named = ((clean(key, 200), plain(item)) for key, item in entries)
        return {key: redact_entry(key, item) for key, item in named}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value[:KEYS_SHOWN]]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return clean(value, TEXT_CHARACTERS)


def utc(at: datetime) -> str:
    """Return a moment as `2026-03-10T05:00:00+00:00`; naive ones are UTC."""
    return (
        at.astimezone(timezone.utc) if at.tzinfo else at.replace(tzinfo=timezone.utc)
    ).isoformat()
