"""The decision table: what is true and what an endpoint accepted last give the word to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from nightledger.router.limits import AGAIN_WITHOUT_REPEATS
from nightledger.router.problem import LONG_AGO
from nightledger.router.told import BAD
from nightledger.words import is_worse

if TYPE_CHECKING:
    from nightledger.router.limits import Target
    from nightledger.router.problem import Problem
    from nightledger.router.told import Health, Told

UNANSWERED_TWICE = 2
STALE_EVENT = timedelta(days=1)
"""An event that somebody knows of and that is older is no news to others."""


class Said(NamedTuple):
    """A word, what the receiver believes afterwards, and since when it could have been said."""

    word: str
    state: str
    since: datetime


class Kept(NamedTuple):
    """Why nothing is said, to be written down."""

    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One problem and one endpoint.

    is_meant: the routing tree, an escalation or an absence brings it there; else the endpoint hears
    the end of what it believes and no more. repeat: None for never. tells_over: whether it hears of
    what was over before. others_know: somebody else surely knows.
    """

    problem: Problem
    told: Told
    is_meant: bool
    repeat: timedelta | None
    send_resolved: bool = True
    tells_over: bool = False
    others_know: bool = False


def believed(
    told: Told, target: Target, repeat: timedelta | None, health: Health, now: datetime
) -> Told:
    """Return what counts as told.

    Two attempts without an answer count as told, not surely: there is no third before the endpoint
    has answered something else or the repeat interval has passed. A keyed one drops repeats itself.
    """
    if told.unknowns < UNANSWERED_TWICE or target.is_keyed or health.accepted_at > told.doubt_at:
        return told
    if now >= asked_again_at(told, repeat):
        return told
    state, episode_id, severity = told.doubt
    return replace(
        told,
        state=state,
        episode_id=episode_id,
        severity=severity,
        at=told.doubt_at,
        as_of=told.doubt_as_of,
        maybe_bad=state in BAD,
        is_sure=False,
    )


def asked_again_at(told: Told, repeat: timedelta | None) -> datetime:
    """Return when an endpoint that answered nothing twice is asked a third time."""
    return told.doubt_at + (repeat or AGAIN_WITHOUT_REPEATS)


def knows(told: Told, problem: Problem) -> bool:
    """Return whether an endpoint accepted that this episode is as bad as it is."""
    if problem.is_event:
        return told.state == "event" and told.as_of >= problem.known_at
    is_bad = told.state in BAD and told.as_of >= problem.opened_at
    return is_bad and not is_worse(problem.severity, told.severity)


def said_of(case: Case, now: datetime) -> Said | Kept | None:
    """Return what to say, why it is not said, or None when there is nothing to say."""
    if case.problem.is_over:
        return _end_of(case)
    if not case.is_meant:
        return None
    if case.problem.is_event:
        return _event_of(case, now)
    said = _change_of(case) or _repeat_of(case, now)
    if said and case.problem.suppressed_because:
        return Kept(case.problem.suppressed_because)
    return said


def _end_of(case: Case) -> Said | Kept | None:
    problem, told = case.problem, case.told
    if told.holds_bad:
        if not case.send_resolved:
            return Kept("send_resolved is false")
        word = "settled" if told.state == "flapping" else "resolved"
        return Said(word, "good", max(problem.known_at, problem.flapped_until or LONG_AGO))
    if not case.is_meant or told.as_of >= problem.opened_at:
        return None
    if problem.suppressed_because:
        return Kept(problem.suppressed_because)
    if not case.tells_over or not case.send_resolved:
        return Kept("over before told")
    return Said("over", "good", problem.known_at)


def _event_of(case: Case, now: datetime) -> Said | Kept | None:
    """Return what to say of something that was over at once.

    What happened while it was suppressed stays so: there is nothing left to tell afterwards.
    """
    problem = case.problem
    if case.told.as_of >= problem.known_at:
        return None
    cause = problem.suppressed_because
    if not cause and (problem.silenced_until_at or LONG_AGO) > problem.opened_at:
        cause = "silenced"
    if not cause and problem.evidence.get("caused_by"):
        cause = "inhibited"
    if not cause and case.others_know and now > problem.known_at + STALE_EVENT:
        cause = "over before told"
    return Kept(cause) if cause else Said("opened", "event", problem.known_at)


def _change_of(case: Case) -> Said | None:
    """Return news of a problem that is there: begun, flapping, settled, worse."""
    problem, told = case.problem, case.told
    if problem.state == "flapping":
        if told.state != "flapping":
            return Said("flapping", "flapping", problem.known_at)
    elif told.state == "flapping" and problem.opened_at <= (problem.flapped_until or LONG_AGO):
        return Said("settled", "bad", problem.flapped_until or problem.known_at)
    elif told.state not in BAD or told.as_of < problem.opened_at:
        return Said("opened", "bad", problem.known_at)
    if is_worse(problem.severity, told.severity):
        return Said("escalated", _state_of(problem), problem.known_at)
    return None


def _repeat_of(case: Case, now: datetime) -> Said | None:
    due_at = repeat_due_at(case)
    return Said("repeated", _state_of(case.problem), due_at) if due_at and now >= due_at else None


def repeat_due_at(case: Case) -> datetime | None:
    """Return when a problem that lasts is said again; None when it is not."""
    if case.repeat is None or case.told.state not in BAD or case.problem.is_acknowledged:
        return None
    return case.told.at + case.repeat


def _state_of(problem: Problem) -> str:
    return "flapping" if problem.state == "flapping" else "bad"
