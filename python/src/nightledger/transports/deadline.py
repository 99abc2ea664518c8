"""A deadline for a whole send. A socket's timeout is none: it starts anew with every byte."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from nightledger.errors import SecretUnavailableError
from nightledger.transports.attempt import Attempt, TooLateError, begin
from nightledger.transports.protocol import Outcome

if TYPE_CHECKING:
    from nightledger.transports.message import Message
    from nightledger.transports.protocol import Payload, Transport


def send_within(
    transport: Transport,
    message: Message,
    payload: Payload,
    recipient: str | None,
    seconds: float,
) -> Outcome:
    """Send and return the outcome after at most `seconds`.

    A send that takes longer is what the target has said so far; `unknown` when the message may have
    arrived; else `retryable`, and it will not be sent any more. An exception is `permanent` and
    shown by its type alone, since its text may hold a secret; one about a secret that could not be
    asked for is `retryable`.
    """
    outcomes: list[Outcome] = []
    attempt = Attempt(ends_at=time.monotonic() + seconds)

    def work() -> None:
        begin(attempt)
        try:
            outcomes.append(transport.send(message, payload, recipient))
        except BaseException as error:  # noqa: BLE001 - lost with the thread otherwise
            outcomes.append(broken(transport, error))

    worker = threading.Thread(target=work, name=f"send {transport.name}", daemon=True)
    try:
        worker.start()
    except RuntimeError:
        return Outcome(status="retryable", response="not sent: no thread could be started")
    worker.join(seconds)
    is_sent = attempt.give_up()
    if outcomes:
        return outcomes[0]
    return attempt.outcome or given_up(seconds, is_sent=is_sent)


def given_up(seconds: float, *, is_sent: bool) -> Outcome:
    """Return the outcome of an attempt whose time is up without an answer."""
    if is_sent:
        return Outcome(status="unknown", response=f"no answer within {seconds:g} seconds")
    text = f"nothing was sent within {seconds:g} seconds: no connection, or no word from the server"
    return Outcome(status="retryable", response=text)


def broken(transport: Transport, error: BaseException) -> Outcome:
    """Return the outcome of a transport that raised, which it should for a secret only."""
    name = type(error).__name__
    may_pass = isinstance(error, (SecretUnavailableError, TooLateError))
    return Outcome(
        status="retryable" if may_pass else "permanent",
        response=f"{transport.name} could not send: {name}",
    )
