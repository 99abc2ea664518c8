"""Numbers, times and durations as the page spells them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

UNKNOWN = "\N{EN DASH}"
SHORT, MINUTE, HOUR, DAY = 10, 60, 3600, 86_400
SIGNS = {"✓": "good", "!": "warned", "✗": "failed", "·": "no verdict"}
CLASSES = {"✓": "ok", "!": "warn", "✗": "bad", "·": "none"}
UNSEEN = dict.fromkeys(
    code
    for first, last in ((0, 8), (11, 31), (0x202A, 0x202E), (0x2066, 0x2069), (0xD800, 0xDFFF))
    for code in range(first, last + 1)
)
"""Signs that turn the text after them around, control the reader, or are half a sign."""

LONGEST_TEXT = 600


def counted(count: int, noun: str, many: str | None = None) -> str:
    """Return a number and its noun."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def clock(at: datetime | None) -> str:
    """Return a time in UTC to the minute; a dash when there is none."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%d %H:%M}" if at else UNKNOWN


def iso(at: datetime | None) -> str:
    """Return a time for a machine, empty when there is none."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}" if at else ""


def lasting(seconds: float | None) -> str:
    """Return a duration in its two largest units; a dash when it is not known."""
    if seconds is None:
        return UNKNOWN
    if seconds < MINUTE:
        return f"{seconds:.1f} s" if seconds < SHORT else f"{seconds:.0f} s"
    whole = round(seconds)
    if whole < HOUR:
        return (
            f"{whole // MINUTE} min {whole % MINUTE} s" if whole % MINUTE else f"{whole // 60} min"
        )
    if whole < 2 * DAY:
        minutes = whole % HOUR // MINUTE
        return f"{whole // HOUR} h {minutes} min" if minutes else f"{whole // HOUR} h"
    return counted(whole // DAY, "day")


def percent(value: float | None) -> str:
    """Return a share; a dash when it is not known."""
    return UNKNOWN if value is None else f"{value:.1f} %"


def dollars(value: float) -> str:
    """Return an amount, to the cent."""
    return f"${value:,.2f}"


def shortened(text: object, longest: int = LONGEST_TEXT) -> str:
    """Return text that cannot turn its neighbours around, cut at a length."""
    said = seen(str(text or ""))
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


def seen(value: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    """Return text without the signs nobody sees, anything else as it is."""
    return value.translate(UNSEEN) if isinstance(value, str) else value


def web_link(url: str | None) -> str | None:
    """Return an address a browser may open; None for any other."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def strip_signs(strip: str | None) -> list[tuple[str, str, str]]:
    """Return sign, class and word of each day of a strip, the oldest first."""
    return [
        (sign, CLASSES.get(sign, "none"), SIGNS.get(sign, "no verdict")) for sign in strip or ""
    ]


def strip_words(strip: str | None) -> str:
    """Return what a strip shows, for whoever cannot see it."""
    days = strip or ""
    parts = [f"{days.count(sign)} {word}" for sign, word in SIGNS.items() if sign in days]
    return f"last {len(days)} days, oldest first: {', '.join(parts)}" if days else "no history"
