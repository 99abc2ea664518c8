"""Secrets kept out of what a transport says: its outcomes, its errors, other people's logs."""

from __future__ import annotations

import base64
import logging
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, urlsplit

from nightledger.redaction import REDACTED
from nightledger.transports.plain import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RESPONSE_BYTES = 2048
SHORTEST_PART = 8
CHATTY_LOGGERS = ("urllib3.connectionpool", "apprise")
_sending = threading.local()


def hide(text: str, secrets: Iterable[str] = ()) -> str:
    """Give text without the secrets, at most 2 KiB in UTF-8, on one line.

    A URL counts with its path, its query and each of their longer parts, since servers quote them.
    """
    for secret in sorted(spellings(secrets), key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    shown = clean(text, RESPONSE_BYTES)
    return shown.encode()[:RESPONSE_BYTES].decode(errors="ignore")


def spellings(secrets: Iterable[str]) -> set[str]:
    """Give every way the secrets may be written by somebody who quotes them."""
    found: set[str] = set()
    for secret in secrets:
        for part in (secret, *parts_of_url(secret)):
            coded = base64.b64encode(part.encode()).decode()
            found |= {part, unquote(part), quote(part, safe=""), quote_plus(part), coded}
    return {spelling for spelling in found if spelling}


def parts_of_url(text: str) -> list[str]:
    """Give what of a URL is worth hiding by itself; nothing when text is no URL."""
    try:
        url = urlsplit(text)
    except ValueError:
        return []
    if not url.scheme or not url.netloc:
        return []
    userinfo = url.netloc.rpartition("@")[0]
    pieces = re.split("[/&=;:]", f"{url.path}&{url.query}&{userinfo}")
    whole = [f"{url.path}?{url.query}", url.path, url.query, userinfo]
    return [part for part in (*whole, *pieces) if len(part) >= SHORTEST_PART]


@contextmanager
def unlogged() -> Iterator[None]:
    """Keep libraries that log whole URLs quiet in this thread."""
    _sending.now = True
    try:
        yield
    finally:
        _sending.now = False


def is_speakable(_: logging.LogRecord) -> bool:
    """Say whether this thread may log: not while it sends."""
    return not getattr(_sending, "now", False)


for _name in CHATTY_LOGGERS:
    logging.getLogger(_name).addFilter(is_speakable)
