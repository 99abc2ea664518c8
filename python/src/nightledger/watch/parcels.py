"""Messages become parcels: rendered before anything is claimed, so poison stops nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nightledger.errors import SecretUnavailableError
from nightledger.transports import Outcome, Payload
from nightledger.transports.content import describe
from nightledger.transports.discretion import with_details
from nightledger.watch.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nightledger import router
    from nightledger.errors import ConfigError
    from nightledger.transports import Transport
    from nightledger.transports.discretion import Details
    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message, what its receiver is shown of it, and the transport that takes it.

    mistake: why it cannot be shown; then there is nothing to send, and it counts as refused.
    """

    message: router.Planned
    letter: Message
    payload: Payload
    transport: Transport
    mistake: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """Stands in for a receiver that cannot be used: refuses, and says why.

    Everything as it is configured, or only now when it could not be asked for its secret.
    """

    name: ClassVar[str] = "none"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    seconds_between: float = 0.0
    why: str
    status: Status = "permanent"

    @classmethod
    def because(cls, error: ConfigError) -> Unusable:
        """Return what stands in for a receiver that `error` is about."""
        may_pass = isinstance(error, SecretUnavailableError)
        return cls(why=str(error), status="retryable" if may_pass else "permanent")

    def render(self, message: Message) -> Payload:
        """Return what it would have been about, and nothing to send."""
        return Payload(title=describe(message).title, body=b"", content_type="text/plain")

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Refuse, so that others are told, or until a later attempt."""
        del message, payload, recipient
        return Outcome(status=self.status, response=self.why)


def pack(
    messages: Iterable[router.Planned],
    transports: Mapping[str, Transport],
    details: Mapping[str, Details],
) -> list[Parcel]:
    """Return the messages with what is to be sent; transports and details by receiver."""
    return [
        parcel(message, transports[name], details[name])
        for message in messages
        for name in (message.endpoint.receiver,)
    ]


def parcel(message: router.Planned, transport: Transport, details: Details) -> Parcel:
    """Return a message with what is to be sent, or with why it cannot be shown."""
    letter = with_details(shown(message), details)
    payload = render(letter, transport)
    nothing = Payload(title="", body=b"", content_type="text/plain")
    return Parcel(
        message=message,
        letter=letter,
        payload=nothing if isinstance(payload, str) else payload,
        transport=transport,
        mistake=payload if isinstance(payload, str) else None,
    )


def render(letter: Message, transport: Transport) -> Payload | str:
    """Return the rendered message, or why it cannot be rendered."""
    try:
        return transport.render(letter)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the others
        return f"{transport.name} cannot show it: {type(error).__name__}"
