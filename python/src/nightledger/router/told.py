"""What receivers know: what each accepted last of each problem, and how it fares itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nightledger.router.problem import LONG_AGO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nightledger.router.limits import Limits

BAD = ("bad", "flapping")
"""What a receiver believes while it has to hear an end."""


class Endpoint(NamedTuple):
    """Whom a message goes to: a receiver, or one mail address of it."""

    receiver: str
    recipient: str | None = None

    def __str__(self) -> str:
        """Return the name, with the address where there is one."""
        return f"{self.receiver} ({self.recipient})" if self.recipient else self.receiver


class About(NamedTuple):
    """What a problem is, for when the ledger no longer says so."""

    environment: str = ""
    kind: str = ""
    subject: str = ""


class Doubt(NamedTuple):
    """What the last attempts without an answer said: state, episode, severity."""

    state: str = ""
    episode_id: str = ""
    severity: str = "warn"


NO_DOUBT, UNKNOWN = Doubt(), About()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one endpoint knows of one problem: the last thing it accepted, and doubts since then.

    state: none, bad, flapping, good or event. at: when it accepted that; repeats count from here.
    as_of: the look the message was made from; later episodes are unknown to it. first_bad_at: first
    acceptance of news that it is this bad; escalation counts from here. maybe_bad: a later bad
    message may have arrived. in_doubt: the next message may be a repeat. unknowns: attempts without
    an answer that said the same, the last at doubt_at. tried_at: the last attempt since then that
    was not accepted. refusals: how many messages with this in it were refused since then.
    """

    state: str = "none"
    episode_id: str = ""
    severity: str = "warn"
    at: datetime = LONG_AGO
    as_of: datetime = LONG_AGO
    first_bad_at: datetime = LONG_AGO
    maybe_bad: bool = False
    in_doubt: bool = False
    unknowns: int = 0
    doubt: Doubt = NO_DOUBT
    doubt_at: datetime = LONG_AGO
    doubt_as_of: datetime = LONG_AGO
    tried_at: datetime = LONG_AGO
    refusals: int = 0
    about: About = UNKNOWN
    is_sure: bool = True

    @property
    def holds_bad(self) -> bool:
        """Return whether the endpoint believes that it is bad, or may believe so."""
        return self.state in BAD or self.maybe_bad


NOTHING = Told()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an endpoint fares.

    sequence: of its last claim. failures: attempts without acceptance since the last acceptance;
    failing_since, last_failure_at: the first and the last of them; last_failure: retryable,
    unknown, refused or permanent. retry_at: not to be asked before. claims: times of the last
    hour's. groups: last acceptance by group. carried_at: when its state was last carried forward.
    """

    sequence: int = 0
    accepted_at: datetime = LONG_AGO
    failures: int = 0
    failing_since: datetime | None = None
    last_failure_at: datetime = LONG_AGO
    last_failure: str = ""
    retry_at: datetime = LONG_AGO
    claims: tuple[datetime, ...] = ()
    groups: Mapping[str, datetime] = field(default_factory=dict)
    carried_at: datetime = LONG_AGO

    @property
    def is_refusing(self) -> bool:
        """Return whether the last attempt was refused: that message, or any."""
        return self.last_failure in {"refused", "permanent"}

    def is_away(self, now: datetime, severity: str, limits: Limits) -> bool:
        """Return whether it has failed long enough that others are told.

        An old failure that nobody followed up is no outage: the endpoint is tried first.
        """
        if self.failing_since is None:
            return False
        if now >= self.forgotten_at(limits):
            return False
        lasted = self.last_failure_at - self.failing_since
        return self.last_failure == "permanent" or lasted >= limits.hand_over_after[severity]

    def forgotten_at(self, limits: Limits) -> datetime:
        """Return when its last failure counts no more, if nobody follows it up."""
        return self.last_failure_at + 2 * limits.longest_pause_after(self.last_failure)


HEALTHY = Health()
