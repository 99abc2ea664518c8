"""One message to a Pub/Sub topic, by its REST interface and within a deadline."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from nightledger.errors import ConfigError, NightledgerError
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from requests import Session

SERVICE = "https://pubsub.googleapis.com"
EMULATOR = "PUBSUB_EMULATOR_HOST"
SCOPE = "https://www.googleapis.com/auth/pubsub"
MESSAGE = {"messages": [{"attributes": {"source": "nightledger"}}]}
"""What is in it is never read: the function only learns that it should look."""
ERROR_CHARACTERS = 200


class PokeError(NightledgerError):
    """Pub/Sub did not take a message, or did not say so in time."""


def publish(topic: str, *, seconds: float) -> None:
    """Publish a message. Raises PokeError when it is not accepted within `seconds`.

    A socket's own timeout is no deadline, since it starts anew with every byte: so a thread does
    it, and is left behind when it takes too long.
    """
    failures: list[str] = []

    def work() -> None:
        try:
            failures.extend(refusal(topic, seconds))
        except Exception as error:  # noqa: BLE001 - lost with the thread otherwise
            is_ours = isinstance(error, NightledgerError)
            failures.append(str(error) if is_ours else type(error).__name__)

    worker = threading.Thread(target=work, name=f"poke {topic}", daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        failures = [f"no answer within {seconds:g} seconds"]
    if failures:
        message = f"Pub/Sub did not take a message to {topic}: {failures[0]}"
        raise PokeError(message)


def refusal(topic: str, seconds: float) -> list[str]:
    """Send the message; give why it was refused, or nothing."""
    emulator = os.environ.get(EMULATOR)
    session = plain_session() if emulator else authorized_session()
    server = f"http://{emulator}" if emulator else SERVICE
    with session:
        answer = session.post(f"{server}/v1/{topic}:publish", json=MESSAGE, timeout=seconds)
    if answer.ok:
        return []
    return [f"{answer.status_code} {redact_text(answer.text)[:ERROR_CHARACTERS]}".strip()]


def plain_session() -> Session:
    """Return a session without credentials, for an emulator."""
    import requests  # noqa: PLC0415 - heavy, and only who pokes needs it

    return requests.Session()


def authorized_session() -> Session:
    """Return a session with the machine's own credentials. Raises ConfigError without any."""
    import google.auth  # noqa: PLC0415 - heavy, and only who pokes needs it
    from google.auth.exceptions import DefaultCredentialsError  # noqa: PLC0415
    from google.auth.transport.requests import AuthorizedSession  # noqa: PLC0415

    try:
        credentials, _ = google.auth.default(scopes=[SCOPE])
    except DefaultCredentialsError as error:
        message = "no Google credentials on this machine"
        raise ConfigError(message) from error
    return AuthorizedSession(credentials)  # type: ignore[no-untyped-call] # untyped there
