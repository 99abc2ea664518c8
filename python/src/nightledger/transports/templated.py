"""Any service that takes JSON of its own shape: by a template, or by one of the presets."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from nightledger.transports import template
from nightledger.transports.batch import Batch
from nightledger.transports.capacity import POSTED_PROBLEMS
from nightledger.transports.content import Content, ShownProblem, check_dashboard_url, describe
from nightledger.transports.example import example
from nightledger.transports.http import post
from nightledger.transports.lines import plain_lines, problem_lines
from nightledger.transports.pagerduty import key_of
from nightledger.transports.plain import clean, in_utc
from nightledger.transports.protocol import Outcome, Payload
from nightledger.transports.webhook import fields_of, plain, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from nightledger.transports.message import Message
    from nightledger.transports.presets import Preset

Json = dict[str, Any]
# Google Chat takes 32,000 bytes, the others more; what is given up first comes first
BODY_BYTES = 30_000
DETAILS = ((3, 20, 500), (1, 10, 200), (1, 5, 100), (0, 0, 60))
VALUE_CHARACTERS = 500
TIME = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatedWebhook:
    """A service that gets one POST for each message, filled from a template.

    url: gives its address, a secret. headers: as texts or as what gives a secret text.
    """

    name: ClassVar[str] = "webhook"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    url: Callable[[], str] = field(repr=False)
    preset: Preset
    headers: Mapping[str, str | Callable[[], str]] = field(default_factory=dict, repr=False)
    dashboard_url: str | None = None
    seconds_between: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a dashboard_url that cannot work."""
        check_dashboard_url(self.dashboard_url)

    def render(self, message: Message) -> Payload:
        """Return the filled template, with as much as 30 KB hold."""
        content = describe(message, self.dashboard_url)
        for detail in DETAILS:
            body = encoded(template.fill(self.preset.body, message_names(message, content, detail)))
            if len(body) <= BODY_BYTES:
                break
        else:
            text = f"the filled template has {len(body):,} bytes; {BODY_BYTES:,} are sent"
            raise ValueError(text)
        return Payload(title=content.title, body=body, content_type="application/json")

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post it."""
        del message, recipient
        headers, secrets = sent_headers(self.headers)
        return post(self.url(), payload.body, headers, secrets=secrets)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedWebhook:
    """A service that gets one POST for each problem, which it knows again by `problem.key`.

    It drops repeats by that key. What is over is posted first, then the worst first.
    """

    name: ClassVar[str] = "webhook"
    is_idempotent: ClassVar[bool] = True
    capacity: ClassVar[int | None] = POSTED_PROBLEMS
    url: Callable[[], str] = field(repr=False)
    preset: Preset
    headers: Mapping[str, str | Callable[[], str]] = field(default_factory=dict, repr=False)
    dashboard_url: str | None = None
    seconds_between: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a dashboard_url that cannot work."""
        check_dashboard_url(self.dashboard_url)

    def render(self, message: Message) -> Payload:
        """Return a list of POSTs: what is put behind the address, and the body.

        Raises ValueError for more problems than a message carries, or for one that is too large.
        """
        content = describe(message, self.dashboard_url)
        if content.count > POSTED_PROBLEMS:
            text = f"{content.count:,} problems in one message, which carries {POSTED_PROBLEMS}"
            raise ValueError(text)
        over_first = sorted(content.problems, key=lambda each: each.notification.is_firing)
        shared = message_names(message, content, DETAILS[-1])
        posts = [self._post(shared, content, problem) for problem in over_first]
        return Payload(
            title=content.title, body=encoded({"posts": posts}), content_type="application/json"
        )

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post them, a few at a time; unless all were accepted, the repeat posts all again."""
        del message, recipient
        headers, secrets = sent_headers(self.headers)
        posts = json.loads(payload.body)["posts"]
        return Batch(
            url=self.url(),
            paths=[each["path"] for each in posts],
            bodies=[encoded(each["body"]) for each in posts],
            headers=headers,
            secrets=secrets,
        ).send()

    def _post(self, shared: Json, content: Content, problem: ShownProblem) -> Json:
        names = problem_names(shared, content, problem)
        is_over = not problem.notification.is_firing
        body = self.preset.resolved if is_over and self.preset.resolved else self.preset.body
        path = template.fill(self.preset.resolved_path, names) if is_over else ""
        made = {"path": str(path), "body": template.fill(body, names)}
        if len(encoded(made)) > BODY_BYTES:
            text = f"a filled template is larger than the {BODY_BYTES:,} bytes that are sent"
            raise ValueError(text)
        return made


def encoded(document: object) -> bytes:
    """Return a document as JSON; what JSON has no word for is spelled as text."""
    return json.dumps(document, ensure_ascii=False, default=partial(clean, limit=200)).encode(
        errors="replace"
    )


def sent_headers(given: Mapping[str, str | Callable[[], str]]) -> tuple[dict[str, str], list[str]]:
    """Return the headers, and what of them is never shown."""
    own = resolved(given)
    return {"Content-Type": "application/json"} | own, list(own.values())


def message_names(message: Message, content: Content, detail: tuple[int, int, int]) -> Json:
    """Return what a template of a message can name; nothing in it is a secret."""
    full, listed, limit = detail
    lines = plain_lines(content, full, listed, limit)
    return {
        "message_id": plain(message.message_id),
        "receiver": plain(message.receiver),
        "environment": plain(message.environment),
        "group_key": plain(message.group_key),
        "reason": message.reason,
        "title": content.title,
        "summary": content.summary,
        "mark": content.mark,
        "severity": content.severity,
        "is_firing": content.is_firing,
        "problem_count": content.count,
        "links": [link._asdict() for link in content.links],
        "text": "\n".join(lines),
        "html": "<br>".join(html.escape(line) for line in lines[1:]).removeprefix("<br>"),
        "problems": [
            problem_fields(content, each, limit) for each in content.problems[: full + listed]
        ],
    }


def problem_names(shared: Json, content: Content, problem: ShownProblem) -> Json:
    """Return what a template of a problem can name: as for its message, and the problem."""
    return shared | {
        "problem": problem_fields(content, problem, VALUE_CHARACTERS)
        | {"text": "\n".join(problem_lines(content, problem, VALUE_CHARACTERS))}
    }


def problem_fields(content: Content, problem: ShownProblem, limit: int) -> Json:
    """Return a problem as templates see it: its fields, and how a message would say them."""
    told = problem.notification
    links = (*problem.links, *content.links)
    fields = {
        name: clean(value, limit) if isinstance(value, str) else value
        for name, value in fields_of(told).items()
    }
    return fields | {
        "key": key_of(told.fingerprint),
        "headline": problem.headline,
        "facts": {fact.title: fact.value for fact in problem.all_facts(limit)},
        "url": links[0].url if links else None,
        "at": moment_of(told.opened_at if told.is_firing else told.resolved_at or told.due_at),
    }


def moment_of(at: datetime) -> str:
    """Return a moment in UTC, as `2026-03-10 05:00:00`."""
    return f"{in_utc(at):{TIME}}"


def check_preset(preset: Preset) -> None:
    """Raise ConfigError when a template could not be filled with what messages say."""
    for is_firing in (True, False):
        message = example(is_firing=is_firing)
        content = describe(message)
        names = message_names(message, content, DETAILS[0])
        if preset.each == "problem":
            names = problem_names(names, content, content.problems[0])
        for part in (preset.body, preset.resolved or {}, preset.resolved_path):
            template.check(part, names)
