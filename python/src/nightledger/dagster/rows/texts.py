"""Texts as the ledger may hold them."""

from __future__ import annotations

import re

from nightledger.masking import kept_message
from nightledger.redaction import redact_text

TEXT_CHARACTERS = 8_000
CUT = " … (cut)"
COLOUR = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
"""Escape sequences of terminals: dbt's messages carry colours."""


def clean(text: str, limit: int = TEXT_CHARACTERS) -> str:
    """Return text without colours and secrets, cut at `limit` characters.

    Secrets are looked for before the cut, or half of one could stay; in a very long text only
    where the cut will be, and somewhat beyond.
    """
    return cut(redact_text(plain(text, limit)), limit)


def clean_message(text: str | None, limit: int = TEXT_CHARACTERS) -> str | None:
    """Return what is kept of an error, clean and cut like any text; None where there is none."""
    return cut(kept_message(redact_text(plain(text, limit))), limit) if text else None


def plain(text: str, limit: int) -> str:
    """Return the beginning of a text without colours: enough to know a secret across the cut."""
    return COLOUR.sub("", text[: 4 * limit])


def cut(text: str, limit: int) -> str:
    """Return text of `limit` characters at most, which says that it is cut."""
    return text if len(text) <= limit else text[: limit - len(CUT)] + CUT


def clean_ends(text: str, limit: int = TEXT_CHARACTERS) -> str:
    """Return clean text whose middle is cut: of a stack both ends matter, the last one more."""
    safe = clean(text, 25 * limit)
    head = limit // 4
    tail = limit - head - len(CUT) - 1
    return safe if len(safe) <= limit else f"{safe[:head]}{CUT}\n{safe[-tail:]}"


def clean_or_none(text: str | None, limit: int = TEXT_CHARACTERS) -> str | None:
    """Return clean text; None where there is none."""
    return clean(text, limit) if text else None


def shortened(texts: list[str], limit: int = 200_000) -> list[str]:
    """Give a list whose texts take `limit` characters at most; the last entry says what is cut."""
    size = 0
    for place, text in enumerate(texts):
        size += len(text)
        if size > limit:
            return [*texts[:place], f"… and {len(texts) - place} more"]
    return texts
