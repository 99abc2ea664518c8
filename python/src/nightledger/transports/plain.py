"""Plain words for people: text from data made harmless, moments, durations, counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from datetime import datetime

# marks that turn the direction of writing, and ones nobody sees: they disguise what a text says
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
COLOUR_CODE = re.compile("\x1b\\[[0-9;]*[A-Za-z]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SURROGATE = re.compile("[\ud800-\udfff]")
URL_CHARACTERS = 1000
UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def clean(text: object, limit: int) -> str:
    """Return text on one line, at most `limit` characters, the cut marked, without secrets.

    Control characters become blanks, lone surrogates the replacement character, marks that change
    the direction of writing go.
    """
    raw = str(text)
    # a text of a megabyte is not looked at to its end
    head = redact_text(raw[: 4 * limit + 200])
    visible = INVISIBLE.sub("", COLOUR_CODE.sub("", head))
    printable = SURROGATE.sub("\ufffd", CONTROL.sub(" ", visible))
    line = " ".join(printable.split())
    if len(line) <= limit and len(raw) <= 4 * limit + 200:
        return line
    return line[: limit - 1].rstrip() + "…"


def web_url(text: str | None) -> str | None:
    """Return the link if a browser can safely open it: http or https, of sane length.

    Not with a name before the host (`https://bank.example@evil.example`): it is read as the host.
    """
    if not text or len(text) > URL_CHARACTERS:
        return None
    url = quote(text.strip().encode(errors="replace"), safe="%/:?#[]@!$&'()*+,;=~")
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return url if is_web and len(url) <= URL_CHARACTERS else None


def in_utc(at: datetime) -> datetime:
    """Return a moment as UTC without its zone; naive ones are UTC."""
    offset = at.utcoffset()
    return at.replace(tzinfo=None) - (offset or timedelta())


def moment(at: datetime) -> str:
    """Return a moment as `2026-03-10 05:00 UTC`; naive ones are UTC."""
    return f"{in_utc(at):%Y-%m-%d %H:%M} UTC"


def interval(start: datetime, end: datetime) -> str:
    """Return from when to when: `2026-03-10 05:00 to 08:00 UTC`; with the last day if another."""
    first, last = moment(start), moment(end)
    day, _, clock = last.partition(" ")
    return f"{first.removesuffix(' UTC')} to {clock if first.startswith(day) else last}"


def span(length: timedelta) -> str:
    """Return a duration in its largest unit, rounded down: `3 days`, `1 hour`, `under a minute`."""
    seconds = max(0, int(length.total_seconds()))
    for unit, size in UNITS:
        if seconds >= size:
            return counted(seconds // size, unit)
    return "under a minute"


def ago(at: datetime, now: datetime) -> str:
    """Return how long before now something was: `3 days ago`, `just now`."""
    length = now - at
    return "just now" if length.total_seconds() < 60 else f"{span(length)} ago"  # noqa: PLR2004 - a minute


def without_variables(command: str) -> str:
    """Return a dbt command up to its `--vars`."""
    return command.partition(" --vars")[0]


def counted(count: int, noun: str) -> str:
    """Return `1 model`, `4 models`, `12,000 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: tuple[str, ...], count: int, limit: int) -> str:
    """Return at most five names and how many more there are: `a, b and 3 more`."""
    shown = [clean(name, limit) for name in names[:5]]
    rest = max(count, len(names)) - len(shown)
    if not shown:
        return ""
    return ", ".join(shown) + (f" and {rest:,} more" if rest else "")
