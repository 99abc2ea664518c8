"""A receiver that keeps what it is told: an alert goes the whole way and reaches nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from pydantic import PrivateAttr

from nightledger.config import Config
from nightledger.transports.attempt import current_attempt
from nightledger.transports.content import describe
from nightledger.transports.protocol import Outcome, Payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from nightledger.errors import ConfigError
    from nightledger.transports import Transport
    from nightledger.transports.message import Message

NAME = "doctor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Takes every message, and keeps its title."""

    name: ClassVar[str] = NAME
    is_idempotent: ClassVar[bool] = True
    capacity: ClassVar[int | None] = None
    seconds_between: float = 0.0
    told: list[str] = field(default_factory=list)

    def render(self, message: Message) -> Payload:
        """Return its first line."""
        title = describe(message, None).title
        return Payload(title=title, body=title.encode(), content_type="text/plain")

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Keep it."""
        del message, recipient
        current_attempt().commit()
        self.told.append(payload.title)
        return Outcome(status="accepted", response="kept")


class OwnConfig(Config):
    """Settings with this one receiver."""

    _keeper: Keeper = PrivateAttr(default_factory=Keeper)

    @classmethod
    def make(cls) -> Self:
        """Return them."""
        return cls.model_validate(
            {
                "receivers": [{"name": NAME, "type": "webhook", "url": {"env": "NOT_READ"}}],
                "fallback": NAME,
                "route": {"receiver": NAME, "group_interval": "1s"},
            }
        )

    @property
    def told(self) -> list[str]:
        """The first line of every message."""
        return self._keeper.told

    def build_transports(
        self, environ: Mapping[str, str] | None = None, *, with_secrets: bool = True
    ) -> dict[str, Transport | ConfigError]:
        """Return the one that keeps."""
        del environ, with_secrets
        return {NAME: self._keeper}
