"""PagerDuty, Events API v2: an incident for each problem, opened and resolved by its fingerprint.

A message of several problems becomes several events: what is over first, then the worst first.
PagerDuty knows an event by its dedup_key, so posting them all again harms nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from nightledger.transports.batch import Batch
from nightledger.transports.content import Content, Problem, check_dashboard_url, describe, latest
from nightledger.transports.lines import more_of
from nightledger.transports.plain import clean
from nightledger.transports.protocol import Payload
from nightledger.transports.sample import aligned

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Outcome

# PagerDuty takes 512 KB an event, 255 characters of a key and 1,024 of a summary
KEY_CHARACTERS = 255
SUMMARY_CHARACTERS = 1000
VALUE_CHARACTERS = 500
TRIGGERS = 25
RESOLVES = 75
SEVERITIES = {"critical": "critical", "error": "error", "warn": "warning"}
Event = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDuty:
    """A service of PagerDuty. routing_key: gives its integration key. endpoint: takes events."""

    name: ClassVar[str] = "pagerduty"
    is_idempotent: ClassVar[bool] = True
    routing_key: Callable[[], str] = field(repr=False)
    endpoint: str
    dashboard_url: str | None = None
    seconds_between: float = 0.5
    messages_per_hour: int | None = None

    def __post_init__(self) -> None:
        """Refuse a dashboard_url that cannot work."""
        check_dashboard_url(self.dashboard_url)

    def render(self, message: Message) -> Payload:
        """Give the events as JSON, without the routing key.

        At most 25 problems open an incident each, the others one together; at most 75 resolve.
        """
        content = describe(message, self.dashboard_url)
        found = latest(message)
        firing = [problem for problem in content.problems if problem.notification.is_firing]
        resolved = [problem.fingerprint for problem in found if not problem.is_firing]
        firing_count = len(found) - len(resolved)
        events = [resolve(fingerprint) for fingerprint in resolved[:RESOLVES]]
        events += [trigger(content, problem) for problem in firing[:TRIGGERS]]
        if firing_count > TRIGGERS:
            events.append(rest_of(message, content, firing_count - TRIGGERS))
        return Payload(
            title=content.title,
            body=json.dumps({"events": events}, ensure_ascii=False).encode(),
            content_type="application/json",
        )

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post the events, a few at a time; unless all were accepted, the repeat posts all again.

        An event PagerDuty finds wrong does not keep the others back, but makes it permanent.
        """
        del message, recipient
        key = self.routing_key()
        bodies = [
            json.dumps({"routing_key": key, **event}, ensure_ascii=False).encode()
            for event in json.loads(payload.body)["events"]
        ]
        headers = {"Content-Type": "application/json"}
        return Batch(url=self.endpoint, bodies=bodies, headers=headers, secrets=[key]).send()


def trigger(content: Content, problem: Problem) -> Event:
    """Give the event that opens the problem's incident, or adds to it."""
    told = problem.notification
    details = {fact.title: fact.value for fact in problem.facts(VALUE_CHARACTERS)}
    if problem.grid:
        details["Some of the rows"] = "\n".join(aligned(problem.grid))
    links = dict.fromkeys((*content.links, *problem.links))
    return {
        "event_action": "trigger",
        "dedup_key": key_of(told.fingerprint),
        "payload": {
            "summary": clean(problem.headline, SUMMARY_CHARACTERS),
            "source": clean(told.asset_name or told.subject_name, 200) or "nightledger",
            "severity": SEVERITIES.get(told.severity, "error"),
            "timestamp": told.opened_at.isoformat(),
            "component": clean(told.subject_name, 200),
            "group": clean(told.environment, 200),
            "class": clean(told.check_name or told.kind, 200),
            "custom_details": details | dict(notes_of(content)),
        },
        "links": [{"href": link.url, "text": link.title} for link in links],
        "client": "Nightledger",
    }


def notes_of(content: Content) -> list[tuple[str, str]]:
    """Give what to know about the message itself."""
    return [("Note", " ".join(content.notes))] if content.notes else []


def rest_of(message: Message, content: Content, count: int) -> Event:
    """Give the event for the problems beyond the limit. A person resolves it."""
    environment = clean(message.environment, 100)
    return {
        "event_action": "trigger",
        "dedup_key": key_of(f"more {message.group_key}"),
        "payload": {
            "summary": f"{content.title}: {more_of(count)}",
            "source": environment or "nightledger",
            "severity": SEVERITIES.get(content.severity, "error"),
            "custom_details": {"Left out": count, "Message": content.title},
        },
        "links": [{"href": link.url, "text": link.title} for link in content.links],
        "client": "Nightledger",
    }


def resolve(fingerprint: str) -> Event:
    """Give the event that resolves the problem's incident; nothing happens if there is none."""
    return {"event_action": "resolve", "dedup_key": key_of(fingerprint)}


def key_of(name: str) -> str:
    """Give a dedup_key PagerDuty takes: the name itself, or its hash when it is too long."""
    if len(name) <= KEY_CHARACTERS and name.isascii() and name.isprintable():
        return name
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()
