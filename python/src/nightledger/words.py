"""The words of the views, each list from the worst to the least."""

from __future__ import annotations

SEVERITIES = ("critical", "error", "warn")
URGENCIES = ("page", "ticket")
REASONS = (
    "escalated",
    "opened",
    "flapping",
    "silence_ended",
    "repeated",
    "settled",
    "resolved",
)


def rank(order: tuple[str, ...], word: str) -> int:
    """Give the place of a word, 0 for the worst; what is not in the list comes last."""
    return order.index(word) if word in order else len(order)
