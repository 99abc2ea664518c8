"""Mail over SMTP: one transaction for each recipient, so that each has an outcome of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import getaddresses, parseaddr
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from nightledger.errors import ConfigError
from nightledger.transports.content import check_dashboard_url, describe
from nightledger.transports.plain import clean
from nightledger.transports.protocol import Outcome, Payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightledger.transports.message import Message

Tls = Literal["starttls", "implicit", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Mail to some people.

    tls: `starttls`, `implicit` (from the first byte) or `none`; never less than asked for.
    sender, to: addresses, with a name if wanted. username, password: give the secrets; only over
    TLS. ca_file: certificates to trust instead of the system's.
    """

    name: ClassVar[str] = "smtp"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    host: str
    port: int
    tls: Tls
    sender: str
    to: tuple[str, ...]
    username: Callable[[], str] | None = field(default=None, repr=False)
    password: Callable[[], str] | None = field(default=None, repr=False)
    ca_file: str | None = None
    dashboard_url: str | None = None
    seconds_between: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what could never work, or would show a password."""
        check_dashboard_url(self.dashboard_url)
        if self.tls not in get_args(Tls):
            text = f"tls of {self.host} is {self.tls!r}; use {', '.join(get_args(Tls))}"
            raise ConfigError(text)
        if (self.username is None) != (self.password is None):
            text = f"mail through {self.host} needs username and password, or neither"
            raise ConfigError(text)
        if self.username and self.tls == "none":
            text = f"the password for {self.host} would be sent in the clear; set tls to starttls"
            raise ConfigError(text)
        for address in (self.sender, *self.to):
            check_address(address)

    def render(self, message: Message) -> Payload:
        """Return the whole mail, the same for every recipient."""
        from nightledger.transports.mail import mail_of  # noqa: PLC0415 - jinja2

        content = describe(message, self.dashboard_url)
        return Payload(
            title=content.title,
            body=mail_of(message, content, self.sender, self.to),
            content_type="message/rfc822",
        )

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Send to one recipient."""
        from nightledger.transports.smtp_session import deliver  # noqa: PLC0415 - smtplib

        del message
        if recipient is None:
            return Outcome(status="permanent", response="a mail needs a recipient")
        try:
            check_address(recipient)
        except ConfigError as error:
            return Outcome(status="permanent", response=clean(error, 300))
        return deliver(self, payload.body, parseaddr(recipient)[1])


def check_address(address: str) -> None:
    """Raise ConfigError when this is not one plain mail address."""
    found = getaddresses([address])
    is_plain = address.isprintable() and address.isascii()
    if not is_plain or len(found) != 1 or not all(found[0][1].partition("@")):
        text = f"{address!r} is not one mail address in ASCII, such as ada@example.com"
        raise ConfigError(text)
