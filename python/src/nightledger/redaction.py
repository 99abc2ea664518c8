"""Secrets taken out of whatever is stored or shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from nightledger.contract import REDACTION_PATTERNS

SECRET_KEYS = [re.compile(pattern) for pattern in REDACTION_PATTERNS["keys"]]
SECRETS = [
    re.compile(pattern)
    for pattern in REDACTION_PATTERNS["values"] + REDACTION_PATTERNS["assignments"]
]
WORDS = REDACTION_PATTERNS["words"]
MARKS = [re.compile(pattern) for pattern in REDACTION_PATTERNS["marks"]]
TOKENS = SECRETS[1]
REDACTED = "[redacted]"


def redact_text(text: str) -> str:
    """Return text with every secret replaced."""
    if not may_hold_secrets(text):
        return text
    for secret in SECRETS:
        text = secret.sub(REDACTED, text)
    return text


def may_hold_secrets(text: str) -> bool:
    """Return whether a text has anything that could be a secret: quickly, and never no wrongly."""
    lower = text.lower()
    return (
        any(word in lower for word in WORDS)
        or any(mark.search(lower) for mark in MARKS)
        or TOKENS.search(text) is not None
    )


def redact(value: object) -> object:
    """Return a value for a JSON column with every secret replaced, at any depth."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no such number
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {redact_text(str(key)): redact_entry(str(key), item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [redact(item) for item in value]
    return redact_text(str(value))


def redact_entry(key: str, item: object) -> object:
    """Hide the whole value of a key that names a secret, unless there is none."""
    if item not in (None, "") and any(pattern.search(key) for pattern in SECRET_KEYS):
        return REDACTED
    return redact(item)
