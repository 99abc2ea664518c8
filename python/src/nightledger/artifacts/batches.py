"""The batches of a microbatch model: counts, from when to when, and which failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.artifacts.moments import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

MOST_RANGES = 50
"""A first backfill has tens of thousands of batches."""

MOST_NAMED = 5
"""In a message."""

Span = tuple["datetime", "datetime"]


def batch_counts(batches: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return how many batches were good and failed; None for any other model.

    Failed ones that touch are one range; at most fifty are named.
    """
    if not batches:
        return None
    good, failed = spans(batches.get("successful")), spans(batches.get("failed"))
    every, ranges = good + failed, joined(failed)
    return {
        "successful_count": len(good),
        "failed_count": len(failed),
        "first_at": spelt(min(start for start, _ in every)) if every else None,
        "last_at": spelt(max(end for _, end in every)) if every else None,
        "failed_range_count": len(ranges),
        "failed": [[spelt(start), spelt(end)] for start, end in ranges[:MOST_RANGES]],
    }


def failed_batches(counts: Mapping[str, Any] | None) -> str | None:
    """Return which batches failed, as words; None when none did."""
    if not counts or not counts["failed_count"]:
        return None
    named = [" to ".join(one) for one in counts["failed"][:MOST_NAMED]]
    more = counts["failed_range_count"] - len(named)
    every = counts["failed_count"] + counts["successful_count"]
    tail = f" and {more} more" if more else ""
    return f"{counts['failed_count']} of {every} batches failed: {', '.join(named)}{tail}"


def spans(batches: Iterable[Any] | None) -> list[Span]:
    """Return batches as times."""
    found = []
    for start, end in ((moment(batch[0]), moment(batch[1])) for batch in batches or []):
        if start is None or end is None:
            message = "a batch without a start or an end"
            raise ValueError(message)
        found.append((start, end))
    return found


def joined(batches: list[Span]) -> list[Span]:
    """Return batches with those that touch made one."""
    ranges: list[Span] = []
    for start, end in sorted(batches):
        if ranges and ranges[-1][1] >= start:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], end))
        else:
            ranges.append((start, end))
    return ranges


def spelt(at: datetime) -> str:
    """Return a time as the hook spells it."""
    return at.replace(tzinfo=None).isoformat(sep=" ")
