"""One mail to one recipient over one SMTP session, and what came of it.

A refusal is `retryable` (4xx); a lasting one (5xx) is `refused` when the server has seen the mail
and `permanent` before that or when it names the mailbox. Whatever goes wrong before the final dot
is on its way is retryable, since no server may keep a mail without it; after it, `unknown`.
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from contextlib import suppress
from email.utils import parseaddr
from typing import TYPE_CHECKING

from nightledger.transports.attempt import Attempt, current_attempt
from nightledger.transports.mail import domain_of
from nightledger.transports.protocol import Outcome
from nightledger.transports.secret_text import hide

if TYPE_CHECKING:
    from nightledger.transports.protocol import Status
    from nightledger.transports.smtp import Smtp

SECONDS = 20.0
THE_MAIL = "the mail"
MAILBOX = re.compile(r"5\.(1\.\d+|2\.[12])\b")
"""Enhanced status codes (RFC 3463) about an address or a mailbox, not about what it was sent."""


class RefusedError(Exception):
    """The server said no."""

    def __init__(self, command: str, code: int, text: bytes) -> None:
        """Keep the answer to a command."""
        super().__init__(command)
        self.command, self.code, self.text = command, code, text


class Session:
    """An SMTP session that knows whether the mail is already out of its hands."""

    def __init__(self, target: Smtp) -> None:
        """Read the secrets; nothing is opened yet."""
        self.target = target
        self.attempt: Attempt = current_attempt()
        self.username = target.username() if target.username else ""
        self.password = target.password() if target.password else ""
        self.is_logging_in = False
        self.is_sent = False

    def secrets(self) -> list[str]:
        """Return what no outcome may show, as typed and as SMTP encodes it."""
        if not self.password:
            return []
        plain = base64.b64encode(f"\0{self.username}\0{self.password}".encode()).decode()
        return [self.password, plain, *([self.username] if self.username else [])]

    def deliver(self, mail: bytes, recipient: str) -> Outcome:
        """Do the whole transaction."""
        client = self.connect()
        try:
            if self.username:
                self.is_logging_in = True
                client.login(self.username, self.password)
            sender = parseaddr(self.target.sender)[1]
            expect("MAIL", client.mail(sender), 2)
            expect("RCPT", client.rcpt(recipient), 2)
            code, text = self.data(client, mail)
            with suppress(OSError, smtplib.SMTPException):
                # the answer to it changes nothing, so nobody waits for it
                client.putcmd("QUIT")
        finally:
            client.close()
        said = hide(f"{code} {text.decode(errors='replace')}", self.secrets())
        return Outcome(status="accepted", code=code, response=said)

    def connect(self) -> smtplib.SMTP:
        """Return a connection that is as safe as asked for, or raise."""
        target, name = self.target, domain_of(self.target.sender)
        seconds = self.attempt.seconds_left(SECONDS)
        if target.tls == "implicit":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                target.host, target.port, name, timeout=seconds, context=self.trust()
            )
        else:
            client = smtplib.SMTP(target.host, target.port, name, timeout=seconds)
        try:
            client.ehlo_or_helo_if_needed()
            if target.tls == "starttls":
                client.starttls(context=self.trust())
                client.ehlo()
        except BaseException:
            client.close()
            raise
        return client

    def trust(self) -> ssl.SSLContext:
        """Return a context that checks certificate and host name."""
        return ssl.create_default_context(cafile=self.target.ca_file)

    def data(self, client: smtplib.SMTP, mail: bytes) -> tuple[int, bytes]:
        """Send the mail and give the server's last word."""
        expect("DATA", client.docmd("DATA"), 3)
        client.send(re.sub(rb"(?m)^\.", b"..", mail))
        self.attempt.commit()
        client.send(b".\r\n" if mail.endswith(b"\r\n") else b"\r\n.\r\n")
        self.is_sent = True
        answer = client.getreply()
        expect(THE_MAIL, answer, 2)
        return answer


def deliver(target: Smtp, mail: bytes, recipient: str) -> Outcome:
    """Send one mail to one recipient; raises nothing that a network or server can cause."""
    session = Session(target)
    try:
        return session.deliver(mail, recipient)
    except (smtplib.SMTPException, RefusedError, OSError, ValueError) as error:
        return outcome_of(error, session)


def expect(command: str, answer: tuple[int, bytes], hundreds: int) -> None:
    """Raise RefusedError unless the answer is of this class."""
    code, text = answer
    if code // 100 != hundreds:
        raise RefusedError(command, code, text)


def outcome_of(error: Exception, session: Session) -> Outcome:
    """Return the outcome of a transaction that was not accepted."""
    where = f"{session.target.host}:{session.target.port}"
    name = type(error).__name__
    if isinstance(error, RefusedError):
        return refused(error.code, error.command, error.text, session)
    if isinstance(error, smtplib.SMTPResponseException):
        return refused(error.smtp_code, "the session", error.smtp_error, session)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        missing = "login" if session.is_logging_in else "STARTTLS"
        text = f"{where} offers no {missing}; nothing was sent"
        return Outcome(status="permanent", response=text)
    if isinstance(error, ssl.SSLCertVerificationError):
        why = hide(error.verify_message)
        return Outcome(status="permanent", response=f"certificate of {where} refused: {why}")
    if session.is_sent:
        text = f"sent to {where}, no answer: {name}"
        return Outcome(status="unknown", response=text)
    is_lasting = isinstance(error, (ValueError, FileNotFoundError))
    text = f"could not send through {where}: {name}"
    return Outcome(status="permanent" if is_lasting else "retryable", response=text)


def refused(code: int, command: str, text: bytes | str, session: Session) -> Outcome:
    """Return the outcome of a no. Codes that are none, as of a broken server, may pass."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    response = hide(f"{code} to {command}: {said}", session.secrets())
    return Outcome(
        status=status_of_refusal(code, command, said),
        code=code if code > 0 else None,
        response=response,
    )


def status_of_refusal(code: int, command: str, said: str) -> Status:
    """Return whether a no is for now, for this mail, or for this mailbox."""
    if code // 100 != 5:  # noqa: PLR2004 - SMTP's class of lasting refusals
        return "retryable"
    is_about_mail = command == THE_MAIL and not MAILBOX.match(said.strip())
    return "refused" if is_about_mail else "permanent"
