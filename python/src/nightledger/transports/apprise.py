"""Whatever Apprise reaches: Matrix, Telegram, ntfy and a hundred more. Needs the extra `apprise`.

Apprise says only whether it worked, so a failure counts as worth another attempt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar

from nightledger.errors import ConfigError
from nightledger.transports.attempt import current_attempt
from nightledger.transports.content import check_dashboard_url, describe
from nightledger.transports.lines import plain_lines
from nightledger.transports.protocol import Outcome, Payload
from nightledger.transports.secret_text import hide, unlogged

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightledger.transports.message import Message

# many services behind Apprise take little more; what is given up first comes first
BODY_CHARACTERS = 1500
DETAILS = ((3, 10, 200), (1, 10, 200), (1, 5, 100), (1, 0, 60), (0, 0, 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class Apprise:
    """One service by its Apprise URL. url: gives it, a secret."""

    name: ClassVar[str] = "apprise"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    url: Callable[[], str] = field(repr=False)
    dashboard_url: str | None = None
    seconds_between: float = 1.0

    def __post_init__(self) -> None:
        """Refuse to be set up without the library."""
        check_dashboard_url(self.dashboard_url)
        if find_spec("apprise") is None:
            text = "a receiver of type apprise needs: pip install 'nightledger[apprise]'"
            raise ConfigError(text)

    def render(self, message: Message) -> Payload:
        """Return plain text of at most 1,500 characters."""
        content = describe(message, self.dashboard_url)
        for full, listed, limit in DETAILS:
            body = "\n".join(plain_lines(content, full, listed, limit))
            if len(body) <= BODY_CHARACTERS:
                break
        return Payload(
            title=content.title,
            body=body[:BODY_CHARACTERS].encode(),
            content_type="text/plain",
        )

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Hand the text to Apprise."""
        del message, recipient
        import apprise  # noqa: PLC0415 - takes 350 ms

        url = self.url()
        attempt = current_attempt()
        with unlogged([url]):
            client = apprise.Apprise()
            if not client.add(url):
                return Outcome(status="permanent", response="Apprise does not know this address")
            attempt.commit()
            try:
                is_accepted = client.notify(
                    title=payload.title, body=payload.body.decode(), body_format="text"
                )
            except Exception as error:  # noqa: BLE001 - plug-ins of others may raise anything
                text = hide(f"Apprise could not send: {type(error).__name__}", [url])
                return Outcome(status="permanent", response=text)
        if is_accepted:
            return Outcome(status="accepted", response="Apprise says sent")
        return Outcome(status="retryable", response="Apprise could not send and does not say why")
