"""A deadline for a whole send. A socket's timeout is none: it starts anew with every byte."""

from __future__ import annotations

import math
import threading
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING

from nightledger.errors import SecretUnavailableError
from nightledger.transports.protocol import Outcome

if TYPE_CHECKING:
    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Payload, Transport


_ENDS_AT: ContextVar[float] = ContextVar("ends_at", default=math.inf)


def ends_at() -> float:
    """Give when the time of the send in this thread is up, by the monotonic clock.

    Infinity when nobody waits for it.
    """
    return _ENDS_AT.get()


def send_within(
    transport: Transport,
    message: Message,
    payload: Payload,
    recipient: str | None,
    seconds: float,
) -> Outcome:
    """Send and give the outcome after at most `seconds`.

    A send that takes longer is `unknown`: it goes on in its thread and may still arrive. An
    exception is `permanent` and shown by its type alone, since its text may hold a secret; one
    about a secret that could not be asked for is `retryable`.
    """
    outcomes: list[Outcome] = []
    end = time.monotonic() + seconds

    def work() -> None:
        _ENDS_AT.set(end)
        try:
            outcomes.append(transport.send(message, payload, recipient))
        except BaseException as error:  # noqa: BLE001 - lost with the thread otherwise
            outcomes.append(broken(transport, error))

    worker = threading.Thread(target=work, name=f"send {message.receiver}", daemon=True)
    try:
        worker.start()
    except RuntimeError:
        return Outcome(status="retryable", response="not sent: no thread could be started")
    worker.join(seconds)
    if outcomes:
        return outcomes[0]
    return Outcome(status="unknown", response=f"no answer within {seconds:g} seconds")


def broken(transport: Transport, error: BaseException) -> Outcome:
    """Give the outcome of a transport that raised, which it should for a secret only."""
    name = type(error).__name__
    may_pass = isinstance(error, SecretUnavailableError)
    return Outcome(
        status="retryable" if may_pass else "permanent",
        response=f"{transport.name} could not send: {name}",
    )
