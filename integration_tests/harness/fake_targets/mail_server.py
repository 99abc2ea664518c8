"""The mail side: one event loop in a thread, one port per way of securing it."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from aiosmtpd.smtp import SMTP, AuthResult
from harness.fake_targets.book import ANY
from harness.fake_targets.certificates import CERTIFICATES, HOST
from harness.fake_targets.records import Mail, now, text_of

if TYPE_CHECKING:
    import ssl

    from aiosmtpd.smtp import Envelope, LoginPassword, Session
    from harness.fake_targets.book import Behaviour, Book
    from harness.fake_targets.certificates import Authority
    from harness.fake_targets.records import Record

__all__ = ["MailServers", "mail_place"]

PLAIN = "plain"
STARTTLS = "starttls"
IMPLICIT = "implicit"
HANG_SECONDS = 3600.0
CLOSE_SECONDS = 2.0
#: aiosmtpd warns of a deprecated attribute that it sets itself.
logging.getLogger("mail.log").setLevel(logging.ERROR)


def mail_place(stage: str, recipient: str = "") -> str:
    """Return the place of a script for mails: connect, login, recipient, data or message."""
    return f"smtp/{stage}/{recipient.lower()}"


@dataclass(slots=True, kw_only=True)
class Inbox:
    """What aiosmtpd calls: refuses recipients, records mails."""

    book: Book
    record: Record
    security: str

    async def handle_RCPT(  # noqa: N802 - the name and arguments aiosmtpd calls
        self,
        server: Connection,
        _: Session,
        envelope: Envelope,
        address: str,
        __: list[str],
    ) -> str:
        """Take or refuse one recipient."""
        places = (mail_place("recipient", address), mail_place("recipient", ANY))
        behaviour = self.book.take(*places)
        if behaviour is not None:
            return await server.do(behaviour)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: Connection, session: Session, envelope: Envelope
    ) -> str:
        """Take a whole mail: first on disk, then whatever the script says."""
        behaviour = self.book.take(mail_place("message"))
        if behaviour is None or behaviour.ending != "answer":
            self.record.append(self.mail(session, envelope))
        if behaviour is not None:
            return await server.do(behaviour)
        return "250 2.0.0 OK: queued"

    def mail(self, session: Session, envelope: Envelope) -> Mail:
        """Return the mail as it is recorded."""
        login = getattr(session, "auth_data", None)
        return Mail(
            sender=envelope.mail_from or "",
            recipients=list(envelope.rcpt_tos),
            text=text_of(envelope.original_content or b""),
            security=self.security,
            login=login,
            arrived_at=now(),
        )

    def login(
        self, _: SMTP, __: Session, ___: Envelope, ____: str, account: LoginPassword
    ) -> AuthResult:
        """Let anybody in, unless the script says no."""
        behaviour = self.book.take(mail_place("login"))
        if behaviour is not None:
            return AuthResult(success=False, handled=False, message=reply(behaviour))
        return AuthResult(success=True, auth_data=account.login.decode())


class Connection(SMTP):
    """One connection of a sender."""

    async def _handle_client(self) -> None:
        """Greet, unless the script says otherwise; aiosmtpd offers no hook as early as this."""
        behaviour = self.event_handler.book.take(mail_place("connect"))
        if behaviour is None:
            await super()._handle_client()
        else:
            await self.push(await self.do(behaviour))
            self.wire.close()

    @property
    def wire(self) -> asyncio.Transport:
        """The connection, which is there for as long as a command is served."""
        return cast("asyncio.Transport", self.transport)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name aiosmtpd calls
        """Read a mail, unless the script breaks off before its final dot."""
        behaviour = self.event_handler.book.take(mail_place("data"))
        if behaviour is None:
            await super().smtp_DATA(arg)
            return
        if behaviour.ending != "answer":
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
        await self.push(await self.do(behaviour))

    async def do(self, behaviour: Behaviour) -> str:
        """Wait, hang or break off as the script says; give the reply if there is one."""
        await asyncio.sleep(behaviour.delay_seconds)
        if behaviour.ending == "hang":
            await asyncio.sleep(HANG_SECONDS)
        if behaviour.ending != "answer":
            self.wire.abort()
            raise asyncio.CancelledError
        return reply(behaviour)


def reply(behaviour: Behaviour) -> str:
    """Return one reply line."""
    return f"{behaviour.status} {behaviour.body or 'as the test says'}"


@dataclass(slots=True, kw_only=True)
class MailServers:
    """Every way of offering SMTP; `ports` by security, and for TLS by certificate."""

    book: Book
    record: Record
    authority: Authority
    ports: dict[str, int] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _servers: list[asyncio.Server] = field(default_factory=list)
    _connections: list[Connection] = field(default_factory=list)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen, and serve in a thread."""
        self._loop.run_until_complete(self._listen_all())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and drop the connections."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread is not None:
            self._thread.join()
        self._loop.close()

    async def _listen_all(self) -> None:
        await self._listen(PLAIN, PLAIN)
        for certificate in CERTIFICATES:
            context = self.authority.context(certificate)
            await self._listen(f"{STARTTLS}/{certificate}", STARTTLS, starttls=context)
            await self._listen(f"{IMPLICIT}/{certificate}", IMPLICIT, implicit=context)

    async def _listen(
        self,
        name: str,
        security: str,
        *,
        starttls: ssl.SSLContext | None = None,
        implicit: ssl.SSLContext | None = None,
    ) -> None:
        inbox = Inbox(book=self.book, record=self.record, security=security)

        def connection() -> Connection:
            made = Connection(
                inbox,
                hostname="mail.test",
                enable_SMTPUTF8=True,
                tls_context=starttls,
                require_starttls=starttls is not None,
                auth_require_tls=implicit is None,
                authenticator=inbox.login,
                loop=self._loop,
            )
            self._connections.append(made)
            return made

        server = await self._loop.create_server(connection, HOST, 0, ssl=implicit)
        self.ports[name] = server.sockets[0].getsockname()[1]
        self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        open_ones = [connection for connection in self._connections if connection.transport]
        for connection in open_ones:
            connection.wire.abort()
        deadline = self._loop.time() + CLOSE_SECONDS
        while any(made.transport for made in open_ones):
            if self._loop.time() > deadline:
                break
            await asyncio.sleep(0.001)
        tasks: set[asyncio.Task[Any]] = asyncio.all_tasks() - {asyncio.current_task()}
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSE_SECONDS)
