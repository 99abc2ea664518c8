"""Slack, through an incoming webhook, as Block Kit."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import timezone
from typing import TYPE_CHECKING, Any, ClassVar

from nightledger.transports.content import (
    Content,
    Link,
    ShownProblem,
    check_dashboard_url,
    describe,
)
from nightledger.transports.http import Post
from nightledger.transports.lines import more_of
from nightledger.transports.plain import moment
from nightledger.transports.protocol import Payload
from nightledger.transports.sample import aligned
from nightledger.transports.spoken import judge_slack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Outcome

# Slack takes 50 blocks, 3,000 characters in a text and 150 in a header
TEXT_CHARACTERS = 3000
HEADER_CHARACTERS = 150
LISTED = 40
VALUE_CHARACTERS = 300
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
JOINER = "\u2060"
"""Word joiner: nobody sees it, and a mark between two of them formats nothing."""

# an underscore inside a word formats nothing, and names of tables are full of them: they can be
# copied as they are
MARK = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])")
Block = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """A channel of Slack. url: gives the webhook's address, a secret."""

    name: ClassVar[str] = "slack"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    url: Callable[[], str] = field(repr=False)
    dashboard_url: str | None = None
    seconds_between: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a dashboard_url that cannot work."""
        check_dashboard_url(self.dashboard_url)

    def render(self, message: Message) -> Payload:
        """Return the message as blocks: the worst problems in full and 40 as a line."""
        content = describe(message, self.dashboard_url)
        body = {"text": escape(content.title, TEXT_CHARACTERS), "blocks": blocks_of(content)}
        return Payload(
            title=content.title,
            body=json.dumps(body, ensure_ascii=False).encode(),
            content_type="application/json",
        )

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Post the blocks to the webhook."""
        del message, recipient
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return Post(url=self.url(), body=payload.body, headers=headers, judge=judge_slack).send()


def omitted_from(content: Content) -> int:
    """Return how many problems are only counted."""
    return max(0, content.count - content.full_count - LISTED)


def blocks_of(content: Content) -> list[Block]:
    """Return all blocks: at most 3 for each full problem, and 10 more."""
    title = f"{content.mark} {content.title}"[:HEADER_CHARACTERS]
    blocks: list[Block] = [
        {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}},
        section(
            [
                escape(content.summary, VALUE_CHARACTERS),
                local_time(content),
                *(escape(note, VALUE_CHARACTERS) for note in content.notes),
            ]
        ),
        *buttons(content.links),
    ]
    for problem in content.problems[: content.full_count]:
        blocks += problem_blocks(content, problem)
    rest = [
        "• " + escape(problem.line, VALUE_CHARACTERS)
        for problem in content.problems[content.full_count : content.full_count + LISTED]
    ]
    blocks += [section(part) for part in parts(rest)]
    if omitted_from(content):
        blocks.append(section([f"*{more_of(omitted_from(content))}*"]))
    return blocks


def local_time(content: Content) -> str:
    """Return when the first problem began or ended, by the reader's clock."""
    verb, at = content.happened
    seconds = int(at.replace(tzinfo=timezone.utc).timestamp())
    return f"{verb} <!date^{seconds}^{{date_num}} {{time}}|{moment(at)}> your time"


def problem_blocks(content: Content, problem: ShownProblem) -> list[Block]:
    """Return one problem in full: facts, rows, its own links."""
    heading = f"{problem.mark} *{escape(problem.headline, VALUE_CHARACTERS)}*"
    lines = [heading] if content.count > 1 else []
    for fact in problem.facts(VALUE_CHARACTERS):
        value = escape(fact.value, VALUE_CHARACTERS)
        shown = f"`{code(fact.value, VALUE_CHARACTERS)}`" if fact.is_strip else value
        lines.append(f"*{fact.title}:* {shown}")
    blocks = [section(fitting(lines, TEXT_CHARACTERS))]
    if problem.grid:
        rows = [code(line, VALUE_CHARACTERS) for line in aligned(problem.grid)]
        body = "\n".join(fitting(rows, TEXT_CHARACTERS - 8))
        blocks.append(section([f"```\n{body}\n```"]))
    return blocks + buttons(problem.links)


def section(lines: Iterable[str]) -> Block:
    """Return lines as one text."""
    text = {"type": "mrkdwn", "text": "\n".join(lines) or " ", "verbatim": True}
    return {"type": "section", "text": text}


def buttons(links: Iterable[Link]) -> list[Block]:
    """Return links as buttons; no block when there are none."""
    elements = [
        {
            "type": "button",
            "text": {"type": "plain_text", "text": link.title, "emoji": False},
            "url": link.url,
        }
        for link in links
    ]
    return [{"type": "actions", "elements": elements}] if elements else []


def parts(lines: list[str]) -> list[list[str]]:
    """Return the lines in as many parts as Slack's longest text asks for."""
    found: list[list[str]] = []
    while lines:
        taken = fitting(lines, TEXT_CHARACTERS)
        found.append(taken)
        lines = lines[len(taken) :]
    return found


def fitting(lines: list[str], limit: int) -> list[str]:
    """Return the first lines that together, with their ends, stay below limit."""
    size = 0
    for count, line in enumerate(lines):
        size += len(line) + 1
        if size > limit:
            return lines[:count]
    return lines


def escape(text: str, limit: int) -> str:
    """Return text so that Slack shows just it: no link, no `<!channel>`, no bold, no emoji.

    At most `limit` characters, never cut inside `&amp;`.
    """
    return spelled(MARK.sub(lambda mark: f"{JOINER}{mark.group()}{JOINER}", text), limit)


def code(text: str, limit: int) -> str:
    """Return text for a code span, without the sign that would end it."""
    return spelled(text.replace("`", "'"), limit)


def spelled(text: str, limit: int) -> str:
    """Return text with Slack's three signs spelled out, cut between two characters."""
    size = 0
    out: list[str] = []
    for character in text:
        written = ESCAPES.get(character, character)
        size += len(written)
        if size > limit:
            return "".join(out)
        out.append(written)
    return "".join(out)
