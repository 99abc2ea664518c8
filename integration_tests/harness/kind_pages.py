"""The pages docs/kinds/<kind>.md: what a message about each kind says, from golden cases.

A page is written by hand. Between `<!-- example: <part>/<behaviour> -->` and `<!-- end -->` stands
the message about the first bad verdict of its kind that this golden case expects.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import yaml
from nightledger.transports.headline import title_of
from nightledger.transports.message import Message, Notification
from nightledger.transports.particulars import facts_of
from nightledger.words import KINDS

from .dbt import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = REPOSITORY / "docs" / "kinds"
GOLDEN = REPOSITORY / "integration_tests" / "golden" / "cases"
EXAMPLE = re.compile(r"(<!-- example: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
SHOWN = ("Failing rows", "Failed jobs", "Message")
MOMENT = dt.datetime(2026, 11, 20, 6, tzinfo=dt.timezone.utc)


def kind_pages() -> dict[Path, str]:
    """Return the page of every kind, with its examples written anew."""
    found = {kind: page_of(kind) for kind in KINDS}
    return {page: with_examples(page.read_text(), kind) for kind, page in found.items()}


def page_of(kind: str) -> Path:
    """Return where a kind is described."""
    return FOLDER / f"{kind.replace(' ', '-')}.md"


def with_examples(text: str, kind: str) -> str:
    """Write the examples of a page anew. Raises LookupError where a golden case has none."""
    return EXAMPLE.sub(lambda found: f"{found[1]}{example(found[2], kind)}{found[3]}", text)


def example(case: str, kind: str) -> str:
    """Return what a message says of the first bad verdict of this kind in a golden case."""
    part, behaviour = case.split("/")
    for row in yaml.safe_load((GOLDEN / f"{part}.yml").read_text())[behaviour]["expect"]:
        if row.get("outcome") == "bad" and row.get("kind", kind) == kind:
            return f"```text\n{said(row, kind)}\n```\n"
    reason = f"{case} expects no bad verdict of the kind {kind}"
    raise LookupError(reason)


def said(row: dict[str, Any], kind: str) -> str:
    """Return the title of the message, and what was found where the title does not say it."""
    problem = Notification(
        notification_id="n1",
        fingerprint="f1",
        reason="opened",
        due_at=MOMENT,
        environment="prod",
        kind=kind,
        subject_name=row["subject"],
        severity=row["severity"],
        urgency="page" if row["severity"] == "critical" else "ticket",
        is_firing=True,
        opened_at=MOMENT,
        last_seen_at=MOMENT,
        message=row["message"],
        failure_count=row.get("failure_count"),
    )
    message = Message(
        message_id="m1",
        receiver="data-team",
        environment="prod",
        group_key="prod",
        reason="opened",
        notifications=(problem,),
    )
    facts = {fact.title: fact.value for fact in facts_of(problem)}
    known = [f"{title}: {facts[title]}" for title in SHOWN if title in facts]
    return "\n".join([title_of(message, [problem]), *known])
