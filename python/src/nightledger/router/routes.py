"""The routing tree of alerts.yml, as the router uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nightledger.router.limits import Limits
from nightledger.router.told import Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.router.limits import Target
    from nightledger.router.times import TimeInterval

STEPS = 1000
"""Far more starts and ends than intervals have that follow each other without a gap."""


def _repeats() -> dict[str, timedelta | None]:
    return {
        "critical": timedelta(hours=4),
        "error": timedelta(days=1),
        "warn": timedelta(days=3),
        "info": None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Matchers:
    """What a route wants: globs with `*`, any of them; all that are given must match.

    Empty: anything. A problem without an owner, an asset, a check or an error class has the empty
    text there. unless: what it does not want; a single one of its keys that matches is enough.
    """

    severity: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    asset: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    error_class: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    unless: Matchers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One node of the tree, with everything it inherits written out.

    group_by: of run, asset, owner, severity, kind, tags and problem; empty is one group. The
    environment is always added. group_wait: how long news that is not critical waits for more.
    group_interval: between two messages about a group. repeat_interval: by severity, None for
    never. active: held outside of these, empty is always active; mute: held within these.
    escalate_after, escalate_to: whom to tell when nobody acknowledged. owner_receivers: by owner,
    whom to tell instead of `receiver`; empty where the route is not to the owner. continues:
    siblings after it are tried too.
    """

    receiver: str
    matchers: Matchers = field(default_factory=Matchers)
    group_by: tuple[str, ...] = ("run",)
    group_wait: timedelta = timedelta(0)
    group_interval: timedelta = timedelta(minutes=5)
    repeat_interval: Mapping[str, timedelta | None] = field(default_factory=_repeats)
    active: tuple[TimeInterval, ...] = ()
    mute: tuple[TimeInterval, ...] = ()
    escalate_after: timedelta | None = None
    escalate_to: str | None = None
    owner_receivers: Mapping[str, str] = field(default_factory=dict)
    continues: bool = False
    routes: tuple[Route, ...] = ()

    def receiver_for(self, owner: str | None) -> str:
        """Return who is told of an owner's problem."""
        return self.owner_receivers.get(owner or "", self.receiver)

    def is_active(self, at: datetime) -> bool:
        """Return whether messages may leave by this route."""
        is_open = not self.active or any(each.includes(at) for each in self.active)
        return is_open and not any(each.includes(at) for each in self.mute)

    def next_active(self, at: datetime) -> datetime:
        """Return the first moment from `at` on at which the route is active.

        Raises ValueError when there is none.
        """
        for _ in range(STEPS):
            if self.active and not any(each.includes(at) for each in self.active):
                at = min(each.next_start(at) for each in self.active)
            muting = [each for each in self.mute if each.includes(at)]
            if not muting:
                return at
            at = max(each.next_end(at) for each in muting)
        message = f"the route to {self.receiver} is muted whenever it is active"
        raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All of alerts.yml the router needs: receivers by name, the tree, limits.

    fallback: the receiver that is asked first when another cannot be reached. over_before_told:
    whether a receiver hears (`once`) of a problem that was over before it could be told, or not
    (`never`).
    """

    receivers: Mapping[str, Target]
    root: Route
    fallback: str
    limits: Limits = field(default_factory=Limits)
    over_before_told: str = "never"

    def endpoints(self, receiver: str) -> tuple[Endpoint, ...]:
        """Return whom messages for a receiver go to."""
        recipients = self.receivers[receiver].recipients
        return tuple(Endpoint(receiver, one) for one in recipients) or (Endpoint(receiver),)

    def has(self, endpoint: Endpoint) -> bool:
        """Return whether alerts.yml still names this endpoint."""
        return endpoint.receiver in self.receivers and endpoint in self.endpoints(endpoint.receiver)

    @property
    def aliases(self) -> dict[str, str]:
        """The present names of receivers by the names they had before."""
        return {
            old: name
            for name, target in self.receivers.items()
            for old in target.formerly
            if old not in self.receivers
        }
