"""What every receiver of alerts.yml has."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from nightledger.config.secrets import Secret
from nightledger.config.tree import Texts  # noqa: TC001 - pydantic reads it
from nightledger.router import Target
from nightledger.transports.discretion import Details  # noqa: TC001 - pydantic reads it

MOST_PER_HOUR = 1_000_000
FOR_PROGRAMS = 1_000
"""Messages an hour to what no person reads one by one."""


class Receiver(BaseModel):
    """What every receiver has."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str = Field(min_length=1, description="Name that routes use.")
    formerly: Texts = Field(default=(), description="Names it had before: it hears their ends.")
    details: Details = Field(
        default="full",
        description="What it is shown: full, no_rows (no values out of tables), or title.",
    )
    send_resolved: bool = Field(default=True, description="Whether it hears that it is over.")
    messages_per_hour: int = Field(
        default=100, ge=1, le=MOST_PER_HOUR, description="Above it, groups merge."
    )

    @property
    def secrets(self) -> dict[str, Secret]:
        """Its secrets, by key."""
        return {key: value for key, value in self if isinstance(value, Secret)}

    @property
    def target(self) -> Target:
        """What the router needs to know; pauses and limits are those of the transport."""
        return self._target(seconds_between=1.0)

    def _target(self, **own: Any) -> Target:  # noqa: ANN401 - fields of Target
        return Target(
            formerly=self.formerly,
            send_resolved=self.send_resolved,
            messages_per_hour=self.messages_per_hour,
            **own,
        )
