"""What people type, as it may be stored."""

from __future__ import annotations

from typing import cast

from nightledger.artifacts.text import COLOUR_CODE, plain_text
from nightledger.contract import DEFAULTS
from nightledger.redaction import redact_text

TEXT_LIMIT = cast("int", DEFAULTS["text_limit"])


def hidden(text: str | None, limit: int = TEXT_LIMIT) -> str | None:
    """Return text without secrets and colours, cut at `limit` characters; None for a blank one.

    Cut last: half a secret is not recognised as one.
    """
    return plain_text(redact_text(COLOUR_CODE.sub("", (text or "").strip())), limit)
