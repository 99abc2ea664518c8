"""Problems that somebody believes bad and the ledger no longer has: they are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.router.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.router.plan import State
    from nightledger.router.told import Told


def forgotten(state: State) -> Iterator[Problem]:
    """Return a resolved problem for each one that is only believed in.

    It ended longer ago than `problems` looks back, or a late fact proved that it never was.
    """
    known = {one.fingerprint for one in state.problems}
    last: dict[str, Told] = {}
    for (_, fingerprint), told in state.told.items():
        if (
            told.holds_bad
            and fingerprint not in known
            and max(told.as_of, told.doubt_as_of) < state.as_of
        ):
            last[fingerprint] = max(last.get(fingerprint, told), told, key=lambda one: one.at)
    for fingerprint in sorted(last):
        yield _over(fingerprint, last[fingerprint], state)


def _over(fingerprint: str, told: Told, state: State) -> Problem:
    believed = told.state != "none"
    return Problem(
        fingerprint=fingerprint,
        episode_id=told.episode_id if believed else told.doubt.episode_id,
        environment=told.about.environment,
        kind=told.about.kind,
        subject=told.about.subject,
        state="resolved",
        severity=told.severity if believed else told.doubt.severity,
        urgency="ticket",
        opened_at=told.as_of if believed else told.doubt_as_of,
        changed_at=state.as_of,
        known_at=state.as_of,
        last_seen_at=state.as_of,
        resolved_at=state.as_of,
    )
