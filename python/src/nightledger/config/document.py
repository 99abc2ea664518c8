"""alerts.yml as a whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from nightledger.config.build import build
from nightledger.config.durations import BySeverity, Duration  # noqa: TC001 - pydantic reads it
from nightledger.config.intervals import IntervalSettings  # noqa: TC001 - pydantic reads it
from nightledger.config.receivers import AnyReceiver  # noqa: TC001 - pydantic reads it
from nightledger.config.tree import RouteSettings  # noqa: TC001 - pydantic reads it
from nightledger.errors import ConfigError
from nightledger.router import Limits, Rules, Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.transports import Transport
    from nightledger.transports.discretion import Details

DEFAULTS = Limits()


class Person(BaseModel):
    """Somebody to mention."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="As it is to be read.")
    upn: str = Field(min_length=1, description="User principal name, mostly the mail address.")


class LimitSettings(BaseModel):
    """How long something is tried, and when others are told instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    deadline: Duration = Field(default=DEFAULTS.deadline, description="For one attempt: 10s.")
    lease: Duration = Field(
        default=DEFAULTS.lease, description="Then an attempt counts as broken off: 10m."
    )
    first_pause: Duration = Field(
        default=DEFAULTS.first_pause, description="Pause after the first failure, doubled: 1m."
    )
    longest_pause: Duration = Field(
        default=DEFAULTS.longest_pause, description="Up to this pause: 10m."
    )
    longest_pause_refused: Duration = Field(
        default=DEFAULTS.longest_pause_refused,
        description="The same while the receiver refuses everything: 1h.",
    )
    hand_over_after: BySeverity = Field(
        default=dict(DEFAULTS.hand_over_after),
        description="A receiver that fails for so long is away, and others are told: one duration, "
        "or one for each severity: critical 5m, error 15m, warn 15m.",
    )

    @property
    def limits(self) -> Limits:
        """The same for the router."""
        own = dict(self)
        patience = {**DEFAULTS.hand_over_after, **self.hand_over_after}
        return Limits(**{**own, "hand_over_after": patience})


class Config(BaseModel):
    """A checked alerts.yml. Secrets are references in it; nothing here holds a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="alerts.yml")

    dashboard_url: str | None = Field(
        default=None, description="Link in every message; may have {asset_name} and others."
    )
    owners: dict[str, tuple[Person, ...]] = Field(
        default={}, description="Whom Teams mentions, by the owner a problem names."
    )
    owner_receivers: dict[str, str] = Field(
        default={}, description="Names of receivers, by the owner a problem names; for to: owner."
    )
    receivers: tuple[AnyReceiver, ...] = Field(min_length=1, description="Who can be told.")
    fallback: str = Field(description="Receiver that is told first when another cannot be reached.")
    route: RouteSettings = Field(description="The root of the routing tree.")
    time_intervals: dict[str, IntervalSettings] = Field(
        default={}, description="When routes are active, by name."
    )
    over_before_told: Literal["never", "once"] = Field(
        default="never", description="Whether a receiver hears of what was over before it was told."
    )
    limits: LimitSettings = Field(default=LimitSettings(), description="Deadlines and pauses.")

    @field_validator("dashboard_url")
    @classmethod
    def _take_known_placeholders(cls, value: str | None) -> str | None:
        from nightledger.transports.content import check_dashboard_url  # noqa: PLC0415 - on demand

        try:
            check_dashboard_url(value)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return value

    @property
    def rules(self) -> Rules:
        """All of it that the router needs."""
        intervals = {name: one.interval for name, one in self.time_intervals.items()}
        return Rules(
            receivers=self.targets,
            root=self.route.route(intervals, self.owner_receivers),
            fallback=self.fallback,
            limits=self.limits.limits,
            over_before_told=self.over_before_told,
        )

    @property
    def targets(self) -> dict[str, Target]:
        """What the router needs to know about each receiver, by name."""
        return {receiver.name: receiver.target for receiver in self.receivers}

    @property
    def details(self) -> dict[str, Details]:
        """How much each receiver is shown, by name."""
        return {receiver.name: receiver.details for receiver in self.receivers}

    def build_transports(
        self, environ: Mapping[str, str] | None = None, *, with_secrets: bool = True
    ) -> dict[str, Transport | ConfigError]:
        """Return each receiver's transport by name, or the reason why there is none.

        One that cannot be built (a secret is missing, its URL has a wrong host) does not stop the
        others. Secrets are fetched now to see whether they are there, and again at each send;
        without them now, what is wrong besides is found.
        """
        used = os.environ if environ is None else environ
        return {
            receiver.name: build(self, receiver, used, with_secrets=with_secrets)
            for receiver in self.receivers
            if not receiver.target.drops
        }
