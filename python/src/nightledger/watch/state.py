"""The documents of `router_state` as the router's types; an unreadable problem is set apart."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from nightledger.router import Endpoint, Health, Problem, State, Told
from nightledger.router.problem import LONG_AGO
from nightledger.router.told import About, Doubt
from nightledger.watch.moments import moment
from nightledger.words import PROBLEM_STATES, SEVERITIES, URGENCIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta

CLOSED = {"state": PROBLEM_STATES, "severity": SEVERITIES, "urgency": URGENCIES}
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A problem the router cannot read, and why."""

    fingerprint: str
    episode_id: str
    environment: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a tick read. look_id, next_due_at: of the last look; unreadable: what was set apart."""

    state: State
    look_id: str | None = None
    next_due_at: datetime | None = None
    unreadable: tuple[Unreadable, ...] = ()


def decode(rows: Iterable[tuple[str, str]], lease: timedelta) -> Snapshot:
    """Return what the documents say. Raises ValueError when more than a problem is unreadable."""
    try:
        return seen_of(rows, lease)
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        message = f"{type(error).__name__}: {error}"
        raise ValueError(message) from error


def version_of(rows: Iterable[tuple[str, str]]) -> str | None:
    """Return the version of the package whose SQL was asked; None when it tells none."""
    for item, text in rows:
        if item == "clock":
            clock = json.loads(text)
            return str(clock.get("package_version") or "") if isinstance(clock, dict) else None
    return None


def seen_of(rows: Iterable[tuple[str, str]], lease: timedelta) -> Snapshot:
    """Return what `decode` does. Raises whatever an unforeseen document leads to.

    Each document is let go of as soon as it is read: there may be thousands.
    """
    clock: Document = {}
    found: dict[str, list[Any]] = {item: [] for item in READERS}
    for item, text in rows:
        if item == "clock":
            clock = json.loads(text)
        else:
            found[item].append(READERS[item](json.loads(text)))
    if not clock:
        message = "router_state tells no time"
        raise ValueError(message)
    now, as_of = moment(clock["now"]), clock.get("as_of")
    state = State(
        now=now,
        as_of=moment(as_of) if as_of else LONG_AGO,
        problems=tuple(one for one in found["problem"] if isinstance(one, Problem)),
        told=dict(found["told"]),
        in_flight=in_flight(found["in_flight"], lease, now),
        health=dict(found["health"]),
        noted=frozenset(found["decided"]),
    )
    return Snapshot(
        state=state,
        look_id=clock.get("look_id"),
        next_due_at=moment(clock["next_due_at"]) if clock.get("next_due_at") else None,
        unreadable=tuple(one for one in found["problem"] if isinstance(one, Unreadable)),
    )


def read_problem(document: Document) -> Problem | Unreadable:
    """Return a problem, or what is wrong with it."""
    try:
        return problem(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return Unreadable(
            fingerprint=str(document["fingerprint"]),
            episode_id=str(document.get("episode_id") or ""),
            environment=str(document.get("environment") or "*"),
            cause=f"unreadable: {type(error).__name__}: {error}"[:500],
        )


def problem(document: Document) -> Problem:
    """Return a problem. Raises ValueError for a word that is in no list."""
    for name, words in CLOSED.items():
        if document[name] not in words:
            message = f"{name} is {document[name]!r}, not one of {', '.join(words)}"
            raise ValueError(message)
    values = {
        field.name: value_of(field.name, document[field.name])
        for field in fields(Problem)
        if document.get(field.name) is not None
    }
    return Problem(**values)


def value_of(name: str, value: Any) -> Any:  # noqa: ANN401 - JSON in, a field's value out
    """Return times as times and lists as tuples."""
    if name.endswith(("_at", "_until")):
        return moment(value)
    return tuple(value) if isinstance(value, list) else value


def endpoint(document: Document) -> Endpoint:
    """Return whom a document is about."""
    return Endpoint(document["receiver"], document.get("recipient") or None)


def told(document: Document) -> Told:
    """Return what an endpoint knows of a problem."""
    about, doubt = document.get("about") or {}, document.get("doubt")
    return Told(
        state=document.get("state") or "none",
        episode_id=document.get("episode_id") or "",
        severity=document.get("severity") or "warn",
        at=time_of(document, "accepted_at"),
        as_of=time_of(document, "as_of"),
        first_bad_at=time_of(document, "first_bad_at"),
        maybe_bad=bool(document.get("maybe_bad")),
        in_doubt=bool(document.get("in_doubt")),
        unknowns=int(document.get("unknowns") or 0),
        doubt=Doubt(*json.loads(doubt)) if doubt else Doubt(),
        doubt_at=time_of(document, "doubt_at"),
        doubt_as_of=time_of(document, "doubt_as_of"),
        tried_at=time_of(document, "tried_at"),
        refusals=int(document.get("refusals") or 0),
        about=About(*(about.get(name) or "" for name in About._fields)),
    )


def health(document: Document) -> Health:
    """Return how an endpoint fares."""
    since = document.get("failing_since")
    groups: dict[str, datetime] = {}
    for one in document.get("told_groups") or ():
        told_at = moment(one["accepted_at"])
        groups[one["group_key"]] = max(told_at, groups.get(one["group_key"], told_at))
    return Health(
        sequence=int(document["sequence"]),
        accepted_at=time_of(document, "accepted_at"),
        failures=int(document.get("failures") or 0),
        failing_since=moment(since) if since else None,
        last_failure_at=time_of(document, "last_failure_at"),
        last_failure=document.get("last_failure") or "",
        retry_at=time_of(document, "retry_at"),
        claims=tuple(sorted(moment(at) for at in document.get("claims") or ())),
        groups=groups,
        carried_at=time_of(document, "carried_at"),
    )


def in_flight(
    claims: Iterable[tuple[Endpoint, datetime, list[str]]], lease: timedelta, now: datetime
) -> dict[tuple[Endpoint, str], datetime]:
    """Return until when an attempt about a problem may be under way."""
    flying: dict[tuple[Endpoint, str], datetime] = defaultdict(lambda: LONG_AGO)
    for whom, claimed_at, fingerprints in claims:
        until = claimed_at + lease
        for fingerprint in fingerprints if until > now else ():
            flying[whom, fingerprint] = max(flying[whom, fingerprint], until)
    return dict(flying)


def time_of(document: Document, name: str) -> datetime:
    """Return a moment of a document; long ago when there is none."""
    text = document.get(name)
    return moment(text) if text else LONG_AGO


READERS: dict[str, Callable[[Document], Any]] = {
    "problem": read_problem,
    "told": lambda one: ((endpoint(one), str(one["fingerprint"])), told(one)),
    "in_flight": lambda one: (
        endpoint(one),
        moment(one["claimed_at"]),
        list(map(str, one.get("fingerprints") or ())),
    ),
    "health": lambda one: (endpoint(one), health(one)),
    "decided": lambda one: str(one["entry_id"]),
}
"""How a document becomes what the router knows, by item."""
