"""The second line of a message, and what to know about the message itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.transports.particulars import since
from nightledger.transports.plain import ago, clean, listed, moment, span

if TYPE_CHECKING:
    from nightledger.transports.message import Message, Notification

AGAIN, UNACKNOWLEDGED = "again", "nobody acknowledged"


def summary_of(problems: tuple[Notification, ...]) -> str:
    """Return the second line: since when, and whose it is."""
    first = problems[0]
    if len(problems) > 1:
        return summary_of_many(problems)
    if first.kind == "notice":
        source = f"From {clean(first.run_name, 80)}, " if first.run_name else ""
        return f"{source}{moment(first.opened_at)}."
    if not first.is_firing:
        return summary_of_end(first)
    parts = [f"Failing since {since(first)}."]
    if first.note == AGAIN:
        parts.append("It was good since you last heard of it.")
    parts.append(
        f"Owner: {clean(first.owner, 80)}." if first.owner else "Nobody is named as owner."
    )
    return " ".join(parts)


def summary_of_end(problem: Notification) -> str:
    """Return since when it is good and how long it was not; what was over before it was told."""
    at = problem.resolved_at
    lasted = span((at or problem.due_at) - problem.opened_at)
    if problem.reason == "over":
        return f"It is over, after {lasted}. You were not told while it lasted."
    when = f"Good again since {moment(at)}" if at else "Good again"
    return f"{when}. It failed for {lasted}."


def summary_of_many(problems: tuple[Notification, ...]) -> str:
    """Return the second line of several: the oldest failure, the owners."""
    firing = [problem for problem in problems if problem.is_firing]
    owners = tuple(dict.fromkeys(problem.owner for problem in problems if problem.owner))
    parts = []
    if firing:
        oldest = min(firing, key=lambda problem: problem.opened_at)
        when = f"{moment(oldest.opened_at)} ({ago(oldest.opened_at, oldest.due_at)})"
        parts.append(f"The first of them has been failing since {when}.")
    elif all(problem.reason == "over" for problem in problems):
        parts.append("All of it is over. You were not told while it lasted.")
    else:
        parts.append("All good again.")
    if owners:
        parts.append(f"Owners: {listed(owners, len(owners), 60)}.")
    return " ".join(parts)


def notes_of(message: Message) -> tuple[str, ...]:
    """Return what to know about the message itself."""
    notes = []
    if message.as_of:
        notes.append(f"As of {moment(message.as_of)}.")
    repeats = [problem.possible_repeat for problem in message.notifications]
    if any(repeats) and not all(repeats):
        notes.append("You may have had what is marked already: an attempt got no answer.")
    elif message.possible_repeat:
        notes.append("You may have had this already: the first attempt got no answer.")
    if message.handed_over_from:
        names = listed(message.handed_over_from, len(message.handed_over_from), 60)
        notes.append(f"It comes to you because {names} could not be reached.")
    if any(problem.note == UNACKNOWLEDGED for problem in message.notifications):
        notes.append("It comes to you because nobody acknowledged it.")
    return tuple(notes)
