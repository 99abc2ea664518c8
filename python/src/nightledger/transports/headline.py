"""The first line of a message and of each problem in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.transports.plain import clean, counted, interval, span, without_variables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nightledger.transports.message import Message, Notification

NAME_CHARACTERS = 160
WORDS = {"critical": "CRITICAL", "error": "ERROR", "warn": "WARNING", "info": "INFO"}
NODE_NOUNS = ("model", "seed", "snapshot", "hook", "source")
NOUNS = {
    "test": "test",
    "node": "node",
    "freshness": "freshness check",
    "run": "unfinished run",
    "missing run": "missing run",
    "late run": "late run",
    "overlap": "overlap",
    "check": "check",
    "step": "step",
    "asset freshness": "freshness check",
    "dagster run": "run",
    "tick": "tick",
    "heartbeat": "silent heartbeat",
    "deployment": "shared deployment",
    "unreadable": "unreadable storage",
    "load": "load",
    "schema drift": "schema change",
    "row count": "unusual row count",
    "duration": "unusual duration",
    "null count": "unusual null count",
    "duplicate count": "unusual duplicate count",
    "stale asset": "stale asset",
    "slo": "objective",
    "notice": "notice",
    "receiver": "receiver",
}
VERBS = {
    **dict.fromkeys(("test", "check", "node", "dagster run"), "failed"),
    "run": "never finished",
    **dict.fromkeys(("step", "tick", "load"), "failed"),
    **dict.fromkeys(("row count", "duration", "null count", "duplicate count"), "is unusual"),
    **dict.fromkeys(("freshness", "asset freshness", "late run"), "is late"),
    "missing run": "did not start",
    "overlap": "",
    "stale asset": "is beyond its limit",
    "slo": "is at risk",
    "schema drift": "changed",
    "heartbeat": "is silent",
    "deployment": "is shared by two instances",
    "unreadable": "cannot be read",
    "notice": "",
    "receiver": "cannot be reached",
}
"""What a subject did; nothing where its name is a sentence already."""

SILENCE_ENDED, AGAIN = "silence ended", "again"


def severity_word(notification: Notification) -> str:
    """Return CRITICAL, ERROR, WARNING or INFO."""
    return WORDS.get(notification.severity, clean(notification.severity, 20).upper())


def name_of(notification: Notification) -> str:
    """Return the problem's subject as people say it."""
    return clean(notification.subject_name, NAME_CHARACTERS)


def happened(notification: Notification) -> str:
    """Return the subject and what it did: `unique on customers.customer_id failed`."""
    verb = VERBS.get(notification.kind, "")
    if notification.kind in {"test", "check"} and notification.severity == "warn":
        verb = "warned"
    return f"{name_of(notification)} {verb}".strip()


def headline(notification: Notification) -> str:
    """Return what is to be said about one problem, in one line."""
    name = name_of(notification)
    if notification.reason == "flapping":
        changes = counted(notification.change_count, "time")
        return f"FLAPPING: {name} changed between good and bad {changes}"
    if notification.reason == "settled":
        how = "still failing" if notification.is_firing else "good again"
        return f"SETTLED: {name} is {how}, no longer flapping"
    if notification.is_firing:
        return firing_headline(notification)
    if notification.reason == "over" and notification.resolved_at:
        when = interval(notification.opened_at, notification.resolved_at)
        return f"OVER: {name} was bad from {when}"
    return f"{'OVER' if notification.reason == 'over' else 'RESOLVED'}: {name}"


def firing_headline(notification: Notification) -> str:
    """Return the same for a problem that is there: news, worse, or still."""
    word = severity_word(notification)
    if is_still(notification):
        lasted = span(notification.due_at - notification.opened_at)
        over = "SILENCE OVER, " if notification.note == SILENCE_ENDED else ""
        return f"{over}STILL {word}: {name_of(notification)}, for {lasted}"
    now = "NOW " if notification.reason == "escalated" else ""
    again = "AGAIN " if notification.note == AGAIN else ""
    return f"{now}{again}{word}: {happened(notification)}"


def is_still(notification: Notification) -> bool:
    """Return whether it is said although nothing changed."""
    return notification.reason == "repeated" or notification.note == SILENCE_ENDED


def title_of(message: Message, problems: Sequence[Notification]) -> str:
    """Return the first line of a message: the worst problem by name, and how many more."""
    environment = clean(message.environment, 40)
    if len(problems) == 1:
        return f"{headline(problems[0])} ({environment})"
    firing = [problem for problem in problems if problem.is_firing]
    resolved = len(problems) - len(firing)
    if not firing:
        is_over = all(problem.reason == "over" for problem in problems)
        where = place(problems, environment)
        return f"{'OVER' if is_over else 'RESOLVED'}: {nouned(problems)}{where}"
    parts = [headline(firing[0])]
    if len(firing) > 1:
        parts.append(f"and {len(firing) - 1:,} more{critical_part(firing[1:])}")
    if resolved:
        parts.append(f"{resolved:,} resolved")
    return f"{', '.join(parts)} ({environment})"


def critical_part(others: Sequence[Notification]) -> str:
    """Return how many of the others are critical, nothing when none is."""
    critical = sum(problem.severity == "critical" for problem in others)
    if not critical:
        return ""
    return " critical" if critical == len(others) else f", {critical:,} of them critical"


def nouned(problems: Sequence[Notification]) -> str:
    """Return a count with the best noun that fits all: `3 tests`, `2 models`, `5 problems`."""
    nouns = {noun_of(problem) for problem in problems}
    return counted(len(problems), nouns.pop() if len(nouns) == 1 else "problem")


def noun_of(problem: Notification) -> str:
    """Return what a subject is called."""
    if problem.kind == "node":
        first = problem.subject_name.partition(" ")[0]
        return first if first in NODE_NOUNS else "node"
    return NOUNS.get(problem.kind, "problem")


def place(problems: Sequence[Notification], environment: str) -> str:
    """Return the run, when it was one, and the environment: ` in dbt build (prod)`."""
    runs = {(problem.run_id, problem.run_name) for problem in problems}
    _, name = runs.pop() if len(runs) == 1 else (None, None)
    short = clean(without_variables(name), 60) if name else ""
    return f", in {short} ({environment})" if short else f" ({environment})"
