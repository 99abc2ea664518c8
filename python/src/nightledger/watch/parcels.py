"""Messages become parcels: rendered before anything is claimed, so poison stops nobody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from nightledger.errors import SecretUnavailableError
from nightledger.router import Decision
from nightledger.transports import Outcome, Payload
from nightledger.transports.content import describe
from nightledger.watch.rounds import Parcel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nightledger.errors import ConfigError
    from nightledger.router import Message
    from nightledger.transports import Transport
    from nightledger.transports.protocol import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """Stands in for a receiver that cannot be used: refuses, and says why.

    For good as it is configured, or only now when it could not be asked for its secret.
    """

    name: ClassVar[str] = "none"
    is_idempotent: ClassVar[bool] = False
    seconds_between: float = 0.0
    messages_per_hour: int | None = None
    why: str
    status: Status = "permanent"

    @classmethod
    def because(cls, error: ConfigError) -> Unusable:
        """Give what stands in for a receiver that `error` is about."""
        may_pass = isinstance(error, SecretUnavailableError)
        return cls(why=str(error), status="retryable" if may_pass else "permanent")

    def render(self, message: Message) -> Payload:
        """Give what it would have been about, and nothing to send."""
        return Payload(title=describe(message).title, body=b"", content_type="text/plain")

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Refuse: for good, so that the fallback takes over, or until a later attempt."""
        del message, payload, recipient
        return Outcome(status=self.status, response=self.why)


def pack(
    messages: Iterable[Message], transports: Mapping[str, Transport]
) -> tuple[list[Parcel], list[Decision]]:
    """Give what can be sent, and a decision for each notification that cannot be shown.

    A message with poison in it is left out; without the poison it is made anew at the next look.
    """
    parcels, decisions = [], []
    for message in messages:
        transport = transports[message.receiver]
        shown = show(message, transport)
        if isinstance(shown, Payload):
            parcels.append(Parcel(message=message, payload=shown, transport=transport))
        else:
            decisions.extend(quarantine(message, transport, shown))
    return parcels, decisions


def show(message: Message, transport: Transport) -> Payload | str:
    """Give the rendered message, or why it cannot be rendered."""
    try:
        return transport.render(message)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the others
        return f"{transport.name} cannot show it: {type(error).__name__}"


def quarantine(message: Message, transport: Transport, cause: str) -> list[Decision]:
    """Give decisions about the notifications that are poison by themselves, or about all of them.

    One for each of them; of a message that was tried before, one for each target it is still open
    at, which ends it there. What is no poison waits for another message then.
    """
    alone = [replace(message, notifications=(one,)) for one in message.notifications]
    poison = [one for one in alone if isinstance(show(one, transport), str)] or [message]
    if message.attempt > 1:
        told = tuple(notification for each in poison for notification in each.notifications)
        whole = apart(replace(message, notifications=told), cause)
        return [
            replace(whole, recipient=recipient, attempt=message.attempt - 1)
            for recipient in message.recipients or (None,)
        ]
    return [
        replace(
            apart(each, cause),
            message_id=f"{message.message_id}/{each.notifications[0].notification_id}",
        )
        for each in poison
    ]


def apart(message: Message, cause: str) -> Decision:
    """Give the decision that nobody is sent this message."""
    return Decision(
        event="quarantined",
        environment=message.environment,
        notification_ids=tuple(one.notification_id for one in message.notifications),
        fingerprints=tuple(sorted({one.fingerprint for one in message.notifications})),
        receiver=message.receiver,
        message_id=message.message_id,
        reason=message.reason,
        cause=cause,
    )
