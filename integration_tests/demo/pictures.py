"""The delivered card and mail as pictures, where Chromium is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.pictures import card_picture, html_picture, missing

from .place import HOME
from .tell import say

if TYPE_CHECKING:
    from email.message import EmailMessage
    from typing import Any

REPORT_WIDTH = 980


def draw_card(payload: dict[str, Any], name: str) -> None:
    """Draw a Teams message as Teams' own renderer does."""
    if missing() is None:
        shown(name, card_picture(payload, HOME / name))


def draw_mail(mail: EmailMessage, name: str) -> None:
    """Draw the HTML part of a mail."""
    body = mail.get_body(("html",))
    if missing() is None and body is not None:
        shown(name, html_picture(body.get_content(), HOME / name))


def draw_report(html: str, name: str) -> None:
    """Draw the first screen of the report."""
    if missing() is None:
        shown(name, html_picture(html, HOME / name, width=REPORT_WIDTH))


def shown(name: str, findings: list[str]) -> None:
    """Say where a picture is, and what a reader would miss in it."""
    say(f"picture: {HOME / name}")
    for finding in findings:
        say(f"[red]{finding}[/red]")


def say_what_is_missing() -> None:
    """Say why there are no pictures, if so."""
    reason = missing()
    if reason is not None:
        say(reason)
