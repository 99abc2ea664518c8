"""The receivers of alerts.yml: one model for each type, with what its transport takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator, model_validator

from nightledger.config.hosts import check_https, is_loopback
from nightledger.config.receiver import FOR_PROGRAMS, MOST_PER_HOUR, Receiver
from nightledger.config.secrets import (  # noqa: TC001 - pydantic reads them
    SecretReference,
    TextOrSecret,
)
from nightledger.config.tree import Texts  # noqa: TC001 - pydantic reads it
from nightledger.config.webhook import WebhookReceiver
from nightledger.errors import ConfigError
from nightledger.transports.capacity import POSTED_PROBLEMS

if TYPE_CHECKING:
    from nightledger.router import Target

PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
LONGEST_PAUSE = 3_600.0


class TeamsReceiver(Receiver):
    """A channel or chat of Microsoft Teams, by a webhook of Workflows."""

    type: Literal["teams"]
    url: SecretReference = Field(description="The webhook's URL.")
    allowed_hosts: Texts = Field(
        default=(), description="Hosts of yours the URL may have, besides those of Workflows."
    )
    seconds_between: float = Field(
        default=1.0, ge=0, le=LONGEST_PAUSE, description="Pause between two messages, in seconds."
    )

    @property
    def target(self) -> Target:
        """What the router needs to know."""
        return self._target(seconds_between=self.seconds_between)


class SmtpReceiver(Receiver):
    """Mail; each address is asked and answers alone."""

    type: Literal["smtp"]
    host: str = Field(min_length=1, description="Mail server.")
    port: int = Field(ge=1, le=65535, description="Mostly 587 for starttls, 465 for implicit.")
    tls: Literal["starttls", "implicit", "none"] = Field(
        default="starttls", description="none only for a server on this machine."
    )
    username: TextOrSecret | None = Field(default=None, description="A text or a reference.")
    password: SecretReference | None = Field(default=None, description="Needs a username.")
    sender: str = Field(alias="from", description="Address, with a name if wanted.")
    to: Texts = Field(description="Addresses.")
    messages_per_hour: int = Field(
        default=60, ge=1, le=MOST_PER_HOUR, description="To each address; above it, groups merge."
    )
    ca_file: str | None = Field(default=None, description="Trusted instead of the system's.")

    @field_validator("sender", "to")
    @classmethod
    def _take_addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        from nightledger.transports.smtp import check_address  # noqa: PLC0415 - only for mail

        try:
            for address in (value,) if isinstance(value, str) else value:
                check_address(address)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return value

    @model_validator(mode="after")
    def _take_what_is_safe(self) -> SmtpReceiver:
        if self.tls == "none" and not is_loopback(self.host):
            message = f"tls: none sends in the clear; {self.host} is not this machine, use starttls"
            raise ValueError(message)
        if (self.username is None) != (self.password is None):
            message = "username and password belong together; give both or neither"
            raise ValueError(message)
        if self.username is not None and self.tls == "none":
            message = "tls: none would send the password in the clear; use starttls"
            raise ValueError(message)
        return self

    @property
    def target(self) -> Target:
        """What the router needs to know."""
        return self._target(recipients=self.to)


class SlackReceiver(Receiver):
    """A channel of Slack, by an incoming webhook."""

    type: Literal["slack"]
    url: SecretReference = Field(description="The webhook's URL.")


class PagerDutyReceiver(Receiver):
    """A service of PagerDuty, by Events API v2."""

    type: Literal["pagerduty"]
    messages_per_hour: int = Field(
        default=FOR_PROGRAMS, ge=1, le=MOST_PER_HOUR, description="What is more waits."
    )
    routing_key: SecretReference = Field(description="The integration key.")
    endpoint: str = Field(default=PAGERDUTY, description="Where events go.")

    @field_validator("endpoint")
    @classmethod
    def _take_https(cls, value: str) -> str:
        try:
            check_https(value)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return value

    @property
    def target(self) -> Target:
        """What the router needs to know: PagerDuty itself drops repeats."""
        return self._target(is_keyed=True, capacity=POSTED_PROBLEMS, seconds_between=0.5)


class AppriseReceiver(Receiver):
    """Anything Apprise reaches; needs the extra `apprise`."""

    type: Literal["apprise"]
    url: SecretReference = Field(description="Apprise's URL of the service.")


class NoReceiver(Receiver):
    """Nobody: what goes there is written down and not told."""

    type: Literal["none"]

    @property
    def target(self) -> Target:
        """What the router needs to know."""
        return self._target(drops=True)


AnyReceiver = Annotated[
    TeamsReceiver
    | SmtpReceiver
    | SlackReceiver
    | PagerDutyReceiver
    | WebhookReceiver
    | AppriseReceiver
    | NoReceiver,
    Field(discriminator="type"),
]
TYPES: dict[str, type[Receiver]] = {
    "teams": TeamsReceiver,
    "smtp": SmtpReceiver,
    "slack": SlackReceiver,
    "pagerduty": PagerDutyReceiver,
    "webhook": WebhookReceiver,
    "apprise": AppriseReceiver,
    "none": NoReceiver,
}
