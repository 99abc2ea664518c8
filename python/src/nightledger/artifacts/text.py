"""Texts as the ledger keeps them: plain, not too long."""

from __future__ import annotations

import json
import re
from typing import Any

from nightledger.redaction import redact_text

COLOUR_CODE = re.compile("\x1b\\[[0-9;]*[A-Za-z]")
REPEATED_STATUS = ("Succeeded", "Pass", "Warn", "Fail", "Error", "Skipped", "No-op")
MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'"}


def plain_text(text: str | None, limit: int) -> str | None:
    """Return text without colour codes, cut after `limit` characters with the cut marked."""
    if not text:
        return None
    plain = COLOUR_CODE.sub("", text)
    return plain if len(plain) <= limit else cut(plain, limit, len(plain))


def clean_text(text: str | None, limit: int) -> str | None:
    """Return plain text without secrets.

    They are looked for before the cut, for half of one does not look like one; in a very long
    text only where the cut will be, and well beyond.
    """
    if not text:
        return None
    plain = COLOUR_CODE.sub("", text)
    safe = redact_text(plain[: 4 * limit])
    if len(plain) <= 4 * limit and len(safe) <= limit:
        return safe
    return cut(safe, limit, len(plain))


def cut(text: str, limit: int, characters: int) -> str:
    """Return the start of a text that was so many characters long, and say so."""
    return f"{text[:limit]} … [cut, {characters} characters in all]"


def message_of(message: str | None, limit: int) -> str | None:
    """Return what dbt said, without secrets.

    None when it only repeats the status in a word, as dbt v2 does.
    """
    return None if message in REPEATED_STATUS else clean_text(message, limit)


def json_or_cut(value: object, limit: int) -> dict[str, Any]:
    """Return a mapping; when longer than `limit` characters of JSON, `{"cut": its start}`."""
    text = json_text(value)
    return value if isinstance(value, dict) and len(text) <= limit else {"cut": text[:limit]}


def json_text(value: object) -> str:
    """Return JSON as dbt's `tojson` filter spells it."""
    return json.dumps(value, sort_keys=True).translate(MARKUP)
