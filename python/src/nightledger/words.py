"""The words of the ledger's views and of alerts.yml, each list from the worst to the least."""

from __future__ import annotations

SEVERITIES = ("critical", "error", "warn", "info")
URGENCIES = ("page", "ticket")
KINDS = (
    "test",
    "node",
    "freshness",
    "run",
    "missing run",
    "late run",
    "overlap",
    "check",
    "step",
    "asset freshness",
    "dagster run",
    "tick",
    "heartbeat",
    "deployment",
    "unreadable",
    "load",
    "schema drift",
    "row count",
    "duration",
    "null count",
    "duplicate count",
    "stale asset",
    "slo",
    "notice",
    "receiver",
)
"""What can be wrong. Each kind has a page in docs/kinds, and a noun and a verb in `headline`."""

PROBLEM_STATES = ("open", "flapping", "event", "resolved")
NEWS = ("escalated", "opened", "flapping", "repeated", "settled", "over", "resolved")
"""What a message says of one problem."""


def rank(order: tuple[str, ...], word: str) -> int:
    """Return the place of a word, 0 for the worst; a word that is not in the list comes last."""
    return order.index(word) if word in order else len(order)


def is_worse(severity: str, than: str) -> bool:
    """Return whether a severity is worse than another."""
    return rank(SEVERITIES, severity) < rank(SEVERITIES, than)
