"""Secrets kept out of what a transport says: its outcomes, its errors, other people's logs."""

from __future__ import annotations

import base64
import logging
import re
import threading
from collections import Counter
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
_lock = threading.Lock()
_in_use: Counter[str] = Counter()


def hide(text: str, secrets: Iterable[str] = ()) -> str:
    """Return text without the secrets, at most 2 KiB in UTF-8, on one line.

    A URL counts with its path, its query and each of their longer parts, since servers quote them.
    """
    shown = clean(without(text, spellings(secrets)), RESPONSE_BYTES)
    return shown.encode()[:RESPONSE_BYTES].decode(errors="ignore")


def without(text: str, secrets: Iterable[str]) -> str:
    """Return text with each of the secrets replaced, the longest first."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return text


def spellings(secrets: Iterable[str]) -> set[str]:
    """Return every way the secrets may be written by somebody who quotes them."""
    found: set[str] = set()
    for secret in secrets:
        for part in (secret, *parts_of_url(secret)):
            coded = base64.b64encode(part.encode()).decode()
            found |= {part, unquote(part), quote(part, safe=""), quote_plus(part), coded}
    return {spelling for spelling in found if spelling}


def parts_of_url(text: str) -> list[str]:
    """Return what of a URL is worth hiding by itself; nothing when text is no URL."""
    try:
        url = urlsplit(text)
    except ValueError:
        return []
    if not url.scheme or not url.netloc:
        return []
    # addresses of Apprise carry tokens where others have a host
    host = "" if url.scheme in {"http", "https"} else url.netloc.rpartition("@")[2]
    userinfo = url.netloc.rpartition("@")[0]
    pieces = re.split("[/&=;:]", f"{host}&{url.path}&{url.query}&{userinfo}")
    whole = [f"{url.path}?{url.query}", url.path, url.query, userinfo]
    return [part for part in (*whole, *pieces) if len(part) >= SHORTEST_PART]


@contextmanager
def unlogged(secrets: Iterable[str]) -> Iterator[None]:
    """Take the secrets out of what chatty libraries log meanwhile, in whatever thread."""
    found = spellings(secrets)
    with _lock:
        _in_use.update(found)
    try:
        yield
    finally:
        with _lock:
            _in_use.subtract(found)
            for spelling in [text for text in found if not _in_use[text]]:
                del _in_use[spelling]


def without_secrets(record: logging.LogRecord) -> bool:
    """Rewrite a record that shows a secret in use; it is logged all the same."""
    with _lock:
        secrets = list(_in_use)
    text = record.getMessage() if secrets else ""
    if any(secret in text for secret in secrets):
        record.msg, record.args = without(text, secrets), ()
    return True


for _name in CHATTY_LOGGERS:
    logging.getLogger(_name).addFilter(without_secrets)
