"""PagerDuty, Events API v2: an incident for each problem, opened and resolved by its fingerprint.

A message of several problems becomes an event for each: what is over first, then the worst first.
PagerDuty knows an event by its dedup_key, so posting them all again harms nothing. A message is
accepted when all of its events are, so that each problem it tells of has an incident of its own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from nightledger.transports.batch import Batch
from nightledger.transports.capacity import POSTED_PROBLEMS
from nightledger.transports.content import Content, ShownProblem, check_dashboard_url, describe
from nightledger.transports.plain import clean
from nightledger.transports.protocol import Payload
from nightledger.transports.sample import aligned
from nightledger.transports.spoken import judge_pagerduty

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Outcome

# PagerDuty takes 512 KB an event, 255 characters of a key and 1,024 of a summary
KEY_CHARACTERS = 255
SUMMARY_CHARACTERS = 950
VALUE_CHARACTERS = 500
SEVERITIES = {"critical": "critical", "error": "error", "warn": "warning", "info": "info"}
Event = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDuty:
    """A service of PagerDuty. routing_key: gives its integration key. endpoint: takes events."""

    name: ClassVar[str] = "pagerduty"
    is_idempotent: ClassVar[bool] = True
    capacity: ClassVar[int | None] = POSTED_PROBLEMS
    routing_key: Callable[[], str] = field(repr=False)
    endpoint: str
    dashboard_url: str | None = None
    seconds_between: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a dashboard_url that cannot work."""
        check_dashboard_url(self.dashboard_url)

    def render(self, message: Message) -> Payload:
        """Return the events as JSON, without the routing key.

        Raises ValueError for more problems than a message carries: each needs an event.
        """
        content = describe(message, self.dashboard_url)
        if content.count > POSTED_PROBLEMS:
            carries = f"which carries {POSTED_PROBLEMS} events"
            text = f"{content.count:,} problems in one message, {carries}"
            raise ValueError(text)
        resolved = [problem for problem in content.problems if not problem.notification.is_firing]
        firing = [problem for problem in content.problems if problem.notification.is_firing]
        environment = clean(message.environment, 40)
        events = [resolve(problem.notification.fingerprint) for problem in resolved]
        events += [trigger(content, problem, environment) for problem in firing]
        return Payload(
            title=content.title,
            body=json.dumps({"events": events}, ensure_ascii=False).encode(),
            content_type="application/json",
        )

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post the events, a few at a time; unless all were accepted, the repeat posts all again.

        An event PagerDuty finds wrong does not keep the others back; the message counts as refused.
        """
        del message, recipient
        key = self.routing_key()
        bodies = [
            json.dumps({"routing_key": key, **event}, ensure_ascii=False).encode()
            for event in json.loads(payload.body)["events"]
        ]
        headers = {"Content-Type": "application/json"}
        return Batch(
            url=self.endpoint,
            bodies=bodies,
            headers=headers,
            secrets=[key],
            judge=judge_pagerduty,
        ).send()


def trigger(content: Content, problem: ShownProblem, environment: str) -> Event:
    """Return the event that opens the problem's incident, or adds to it."""
    told = problem.notification
    details = {fact.title: fact.value for fact in problem.all_facts(VALUE_CHARACTERS)}
    if problem.grid:
        details["Some of the rows"] = "\n".join(aligned(problem.grid))
    links = dict.fromkeys((*content.links, *problem.links))
    return {
        "event_action": "trigger",
        "dedup_key": key_of(told.fingerprint),
        "payload": {
            "summary": f"{clean(problem.headline, SUMMARY_CHARACTERS)} ({environment})",
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
    """Return what to know about the message itself."""
    return [("Note", " ".join(content.notes))] if content.notes else []


def resolve(fingerprint: str) -> Event:
    """Return the event that resolves the problem's incident; nothing happens if there is none."""
    return {"event_action": "resolve", "dedup_key": key_of(fingerprint)}


def key_of(name: str) -> str:
    """Return a dedup_key PagerDuty takes: the name itself, or its hash when it is too long."""
    if len(name) <= KEY_CHARACTERS and name.isascii() and name.isprintable():
        return name
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()
