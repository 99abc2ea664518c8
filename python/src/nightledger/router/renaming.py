"""What was told to a receiver under an earlier name counts for its present one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nightledger.router.told import BAD, Endpoint

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.router.plan import State
    from nightledger.router.routes import Rules
    from nightledger.router.told import Health, Told


def under_present_names(state: State, rules: Rules) -> State:
    """Return the state with every former name replaced."""
    aliases = rules.aliases
    if not aliases:
        return state

    def present(endpoint: Endpoint) -> Endpoint:
        return Endpoint(aliases.get(endpoint.receiver, endpoint.receiver), endpoint.recipient)

    told: dict[tuple[Endpoint, str], Told] = {}
    for (endpoint, fingerprint), one in state.told.items():
        key = present(endpoint), fingerprint
        told[key] = both_told(told[key], one) if key in told else one
    health: dict[Endpoint, Health] = {}
    for endpoint, each in state.health.items():
        name = present(endpoint)
        health[name] = both_healths(health[name], each) if name in health else each
    in_flight = {
        (present(endpoint), fingerprint): until
        for (endpoint, fingerprint), until in state.in_flight.items()
    }
    return replace(state, told=told, health=health, in_flight=in_flight)


def both_told(one: Told, other: Told) -> Told:
    """Return what is known of a problem under two names: the later acceptance, the later doubts."""
    older, newer = sorted((one, other), key=lambda each: each.at)
    if older.doubt_at <= newer.at or not older.in_doubt:
        return newer
    doubting = max(older, newer, key=lambda each: each.doubt_at)
    return replace(
        newer,
        maybe_bad=newer.maybe_bad or older.maybe_bad or older.doubt.state in BAD,
        in_doubt=True,
        unknowns=doubting.unknowns,
        doubt=doubting.doubt,
        doubt_at=doubting.doubt_at,
        doubt_as_of=doubting.doubt_as_of,
        tried_at=max(newer.tried_at, older.tried_at),
    )


def both_healths(one: Health, other: Health) -> Health:
    """Return how a receiver fares that has claims under two names: as under the later one."""
    older, newer = sorted((one, other), key=_last_claim)
    return replace(
        newer,
        sequence=max(older.sequence, newer.sequence),
        accepted_at=max(older.accepted_at, newer.accepted_at),
        claims=tuple(sorted((*older.claims, *newer.claims))),
        groups={**older.groups, **newer.groups},
    )


def _last_claim(health: Health) -> datetime:
    return max(health.claims, default=max(health.accepted_at, health.last_failure_at))
