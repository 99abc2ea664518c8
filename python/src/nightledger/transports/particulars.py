"""What is known about one problem, as titled facts in a fixed order.

Last days, asset, test, offending value, failing rows, message, a notice's own facts, since, owner,
hits, caused, changed, fixed by, run, how to take it on and how to silence it. What nobody knows,
and what the headline or the summary says, is left out; so is, once it is good again, what mattered
only before. The environment stands in the title.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nightledger.transports.plain import (
    ago,
    clean,
    counted,
    interval,
    listed,
    moment,
    span,
    without_variables,
)

if TYPE_CHECKING:
    from nightledger.transports.message import Notification

SHORT = 160
LONG = 500
STRIP = 40
ID_LENGTH = 8
"""Signs of a problem's fingerprint that are enough to name it."""

SUBJECT = 160
"""Characters of a subject that the headline shows."""

SHELL_WORD = re.compile(r"[A-Za-z0-9_][\w.-]{0,120}", re.ASCII)
LAST_DAYS = "Last days"
COUNTED = {
    "test": ("Failing rows", "row"),
    "check": ("Failing rows", "row"),
    "load": ("Failed jobs", "job"),
}
"""What `failure_count` counts, as a title and a noun. Of other kinds the message says it."""

COUNT_MESSAGE = re.compile(r"Got \d+ results?, configured to \w+ if .{1,20}")


class Fact(NamedTuple):
    """A title and a value, both plain text on one line. is_strip: a mark a day, in monospace."""

    title: str
    value: str
    is_strip: bool = False


def facts_of(
    problem: Notification, limit: int = LONG, *, is_alone: bool = False
) -> tuple[Fact, ...]:
    """Return the facts in their order; values of more than `limit` characters are cut.

    is_alone: the summary says since when, and whose it is, so that no fact has to.
    """
    is_said = is_alone and is_open(problem)
    pairs = (
        (LAST_DAYS, problem.strip and clean(problem.strip, STRIP)),
        ("Asset", asset_of(problem)),
        ("Test", tested(problem)),
        (offending_title(problem), problem.offending_values),
        (COUNTED.get(problem.kind, ("", ""))[0], failing_count(problem)),
        ("Message", message_of(problem)),
        *(name_and_value(fact) for fact in problem.facts),
        (since_title(problem), None if is_said or problem.kind == "notice" else since(problem)),
        ("Owner", None if is_said else owner_of(problem)),
        ("Hits", hits(problem)),
        ("Caused", consequences(problem)),
        ("Changed", changed(problem)),
        ("Fixed by", fixed_by(problem)),
        ("Run", run_of(problem)),
        ("Take it on", take_on(problem)),
        ("Silence it", silence(problem)),
    )
    shown = ((clean(title, SHORT), clean(value or "", limit)) for title, value in pairs)
    return tuple(fact_of(title, value) for title, value in shown if value)


def fact_of(title: str, value: str) -> Fact:
    """Return a fact; the strip's title says how many days it shows."""
    if title == LAST_DAYS:
        return Fact(f"Last {counted(len(value), 'day')}", value, is_strip=True)
    return Fact(title, value)


def name_and_value(fact: str) -> tuple[str, str]:
    """Return what a notice says of itself, `name=value`, as a title and a value."""
    name, _, value = fact.partition("=")
    return name, value


def offending_title(problem: Notification) -> str:
    """Return whether there is one; rows are set apart by `; `."""
    return "Offending values" if "; " in (problem.offending_values or "") else "Offending value"


def message_of(problem: Notification) -> str | None:
    """Return what was said, unless it is over, or no more than how many rows failed."""
    is_over = not problem.is_firing and problem.kind != "notice"
    message = problem.message or ""
    is_only_a_count = problem.failure_count is not None and COUNT_MESSAGE.fullmatch(message)
    return None if is_over or is_only_a_count else message


def owner_of(problem: Notification) -> str | None:
    """Return who looks after it, or that nobody does."""
    if problem.owner or problem.kind == "notice":
        return problem.owner
    return "nobody is named"


def asset_of(problem: Notification) -> str | None:
    """Return the asset, unless the headline names it in full."""
    return None if is_in_headline(problem, problem.asset_name) else problem.asset_name


def is_in_headline(problem: Notification, *names: str | None) -> bool:
    """Return whether the subject names all of these, each as a word of its own."""
    return all(
        name and re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", problem.subject_name[:SUBJECT])
        for name in names
    )


def tested(problem: Notification) -> str | None:
    """Return the check and its column, unless the headline names both."""
    subject = f"{problem.check_name} on {problem.asset_name}.{problem.column_name}"
    if problem.check_name and problem.column_name and problem.subject_name == subject:
        return None
    if not problem.check_name or not problem.column_name:
        return problem.check_name
    return f"{clean(problem.check_name, SHORT)} on column {clean(problem.column_name, SHORT)}"


def failing_count(problem: Notification) -> str | None:
    """Return how many rows or jobs failed, for the kinds of which that is counted."""
    if problem.failure_count is None or not problem.is_firing or problem.kind not in COUNTED:
        return None
    return f"{problem.failure_count:,}"


def run_of(problem: Notification) -> str | None:
    """Return the command of the run without its variables, which would fill a screen."""
    return clean(without_variables(problem.run_name), SHORT) if problem.run_name else None


def take_on(problem: Notification) -> str | None:
    """Give the command that says who is at work on it; an id of other signs is no shell's word."""
    is_safe = problem.fingerprint[:ID_LENGTH].isalnum() and problem.fingerprint.isascii()
    if not (is_open(problem) and is_safe):
        return None
    return f"nightledger ack {problem.fingerprint[:ID_LENGTH]}"


def silence(problem: Notification) -> str | None:
    """Return the command that keeps it quiet for a while; only a name that is a shell's word."""
    if not (is_open(problem) and SHELL_WORD.fullmatch(problem.asset_name or "")):
        return None
    return f"nightledger silence --asset {problem.asset_name} --for 4h --comment WHY"


def is_open(problem: Notification) -> bool:
    """Return whether there is something to be at work on."""
    return problem.is_firing and problem.kind != "notice"


def since_title(problem: Notification) -> str:
    """Return what the moment of opening is called."""
    return "Failing since" if problem.is_firing else "Failed"


def since(problem: Notification) -> str:
    """Return since when and how often, or from when to when."""
    now = problem.due_at
    if not problem.is_firing and problem.resolved_at:
        lasted = span(problem.resolved_at - problem.opened_at)
        return f"{interval(problem.opened_at, problem.resolved_at)} ({lasted}){seen(problem)}"
    return f"{moment(problem.opened_at)} ({ago(problem.opened_at, now)}){seen(problem)}"


def seen(problem: Notification) -> str:
    """Return how often it was seen failing, if more than once."""
    count = problem.occurrence_count
    return f", seen {counted(count, 'time')}" if count > 1 else ""


def hits(problem: Notification) -> str | None:
    """Return what is built on the asset: `4 models, 1 exposure: a, b; board_report`."""
    counts = hit_counts(problem)
    if not counts or not problem.is_firing:
        return None
    names = [
        listed(problem.downstream, problem.downstream_count, SHORT),
        listed(problem.exposures, problem.exposure_count, SHORT),
    ]
    named = "; ".join(name for name in names if name)
    return f"{counts}: {named}" if named else counts


def hit_counts(problem: Notification) -> str:
    """Return how much is built on the asset: `4 models, 1 exposure`."""
    models = max(problem.downstream_count, len(problem.downstream))
    exposures = max(problem.exposure_count, len(problem.exposures))
    parts = [
        counted(count, noun)
        for count, noun in ((models, "model"), (exposures, "exposure"))
        if count
    ]
    return ", ".join(parts)


def consequences(problem: Notification) -> str | None:
    """Return what failed or was skipped because of it."""
    count = max(problem.consequence_count, len(problem.consequences))
    if not count or not problem.is_firing:
        return None
    names = listed(problem.consequences, count, SHORT)
    return f"{count:,} more failed or skipped" + (f": {names}" if names else "")


def fixed_by(problem: Notification) -> str | None:
    """Return what is different from when it was bad, once it is good."""
    return None if problem.is_firing else in_few_words(problem.fixed_by) or None


def in_few_words(changes: tuple[str, ...]) -> str:
    """Return the first five changes and how many more there are."""
    parts = [clean(change, SHORT) for change in changes[:5]]
    if len(changes) > len(parts):
        parts.append(f"{len(changes) - len(parts):,} more")
    return "; ".join(parts)


def changed(problem: Notification) -> str | None:
    """Return what is different from when it was last good; old news once it is good again."""
    if not problem.is_firing:
        return None
    changes = in_few_words(problem.changes)
    good = f" (last good {moment(problem.last_green_at)})" if problem.last_green_at else ""
    return f"{changes or 'nothing known'}{good}" if changes or good else None
