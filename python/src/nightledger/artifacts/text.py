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
    """Give text without colour codes, cut after `limit` characters with the cut marked."""
    if not text:
        return None
    plain = COLOUR_CODE.sub("", text)
    if len(plain) <= limit:
        return plain
    return f"{plain[:limit]} … [cut, {len(plain)} characters in all]"


def message_of(message: str | None, limit: int) -> str | None:
    """Give what dbt said, without secrets.

    None when it only repeats the status in a word, as dbt v2 does.
    """
    text = None if message in REPEATED_STATUS else plain_text(message, limit)
    return redact_text(text) if text else None


def json_or_cut(value: object, limit: int) -> dict[str, Any]:
    """Give a mapping; when longer than `limit` characters of JSON, `{"cut": its start}`."""
    text = json_text(value)
    return value if isinstance(value, dict) and len(text) <= limit else {"cut": text[:limit]}


def json_text(value: object) -> str:
    """Give JSON as dbt's `tojson` filter spells it."""
    return json.dumps(value, sort_keys=True).translate(MARKUP)
