"""What a test holds: sets scripts over HTTP, reads what arrived from disk."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from harness.fake_targets.book import ANY, Behaviour
from harness.fake_targets.certificates import HOST
from harness.fake_targets.http_server import CONTROL
from harness.fake_targets.mail_server import PLAIN, mail_place
from harness.fake_targets.records import Mail, Request, read

if TYPE_CHECKING:
    from pathlib import Path

    from harness.fake_targets.book import Ending

__all__ = ["HttpTarget", "MailTarget", "Targets"]

REQUESTS = "requests.jsonl"
MAILS = "mails.jsonl"
AUTHORITY = "authority.pem"
#: Stands in every address as the signature of a Workflows URL does: no row, log line or card may
#: show it.
SECRET = "sig-never-to-be-shown"  # noqa: S105 - made up
CONTROL_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The running servers; `authority` is the PEM file of the certificate authority to trust."""

    folder: Path
    http_ports: dict[str, int]
    smtp_ports: dict[str, int]
    closed_port: int

    @property
    def authority(self) -> Path:
        """File a client has to trust for the good certificates."""
        return self.folder / AUTHORITY

    @property
    def smtp(self) -> MailTarget:
        """The mail server."""
        return MailTarget(targets=self)

    def http(self, place: str = ANY) -> HttpTarget:
        """Return one HTTP target, such as `teams/risk`; without a name, all of them."""
        return HttpTarget(targets=self, place=place)

    def teams_url(self, name: str, *, certificate: str | None = None) -> str:
        """Return a Teams Workflows address."""
        return self.url(f"teams/{name}", certificate=certificate)

    def slack_url(self, name: str, *, certificate: str | None = None) -> str:
        """Return a Slack incoming webhook's address."""
        return self.url(f"slack/{name}", certificate=certificate)

    def pagerduty_url(self, name: str, *, certificate: str | None = None) -> str:
        """Return a PagerDuty Events v2 address."""
        return self.url(f"pagerduty/{name}", certificate=certificate)

    def webhook_url(self, name: str, *, certificate: str | None = None) -> str:
        """Return a generic webhook's address."""
        return self.url(f"webhook/{name}", certificate=certificate)

    def url(self, place: str, *, certificate: str | None = None) -> str:
        """Return the address of a place; with a certificate's name, over TLS."""
        scheme = "https" if certificate else "http"
        port = self.http_ports[certificate or PLAIN]
        return f"{scheme}://{HOST}:{port}/{place}?sig={SECRET}"

    def refusing_url(self, place: str) -> str:
        """Return an address that refuses connections."""
        return f"http://{HOST}:{self.closed_port}/{place}?sig={SECRET}"

    def clear(self) -> None:
        """Forget every script; the record stays."""
        self.order({"clear": None})

    def order(self, message: dict[str, Any]) -> None:
        """Tell the servers something."""
        connection = HTTPConnection(HOST, self.http_ports[PLAIN], timeout=CONTROL_SECONDS)
        try:
            connection.request("POST", f"/{CONTROL}", body=json.dumps(message))
            status = connection.getresponse().status
        finally:
            connection.close()
        if status != 204:
            error = f"The fake targets answered {status} to the script {message}."
            raise RuntimeError(error)

    def script(self, place: str, times: int | None, behaviour: Behaviour) -> None:
        """Set the behaviour of the next `times` requests to a place; None for all that come."""
        self.order({"place": place, "times": times, "behaviour": asdict(behaviour)})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTarget:
    """One place on the HTTP server."""

    targets: Targets
    place: str

    def answer(  # noqa: PLR0913 - all but the status have defaults
        self,
        status: int,
        *,
        retry_after: float | str | None = None,
        headers: dict[str, str] | None = None,
        body: str = "",
        body_bytes: int | None = None,
        delay_seconds: float = 0.0,
        drip_seconds: float = 0.0,
        times: int | None = 1,
    ) -> HttpTarget:
        """Answer so; `body_bytes` makes a body of that size, `drip_seconds` is per byte."""
        behaviour = Behaviour(
            status=status,
            headers=(headers or {})
            | ({} if retry_after is None else {"Retry-After": str(retry_after)}),
            body=body,
            body_bytes=body_bytes,
            delay_seconds=delay_seconds,
            drip_seconds=drip_seconds,
        )
        return self._script(times, behaviour)

    def hang(self, *, times: int | None = 1) -> HttpTarget:
        """Read the request and do not answer; `clear` breaks off what hangs."""
        return self._script(times, Behaviour(ending="hang"))

    def reset(self, *, before_reading: bool = False, times: int | None = 1) -> HttpTarget:
        """Break the connection off after, or before, the body of the request was read."""
        ending: Ending = "reset_unread" if before_reading else "reset"
        return self._script(times, Behaviour(ending=ending))

    def cut(self, status: int = 202, *, times: int | None = 1) -> HttpTarget:
        """Break the connection off in the middle of the answer."""
        return self._script(times, Behaviour(status=status, ending="cut", body_bytes=1000))

    def clear(self) -> None:
        """Forget the scripts of this place, and let go of what hangs there."""
        self.targets.order({"clear": self.place})

    def received(self) -> list[Request]:
        """Return the requests that arrived whole, oldest first, whatever they were answered."""
        return [request for request in self.attempts() if request.is_whole]

    def attempts(self) -> list[Request]:
        """Return every request, also those whose body was not read or not sent in full."""
        found = [Request(**line) for line in read(self.targets.folder / REQUESTS)]
        return [request for request in found if self.place in {ANY, request.place}]

    def _script(self, times: int | None, behaviour: Behaviour) -> HttpTarget:
        self.targets.script(self.place, times, behaviour)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTarget:
    """The mail server, whichever port it is reached by."""

    targets: Targets
    host: str = HOST

    def port(self, security: str = PLAIN, certificate: str = "good") -> int:
        """Return the port for `plain`, `starttls` or `implicit`; `plain` offers no TLS."""
        name = security if security == PLAIN else f"{security}/{certificate}"
        return self.targets.smtp_ports[name]

    def refuse(self, recipient: str, code: int, *, times: int | None = None) -> None:
        """Refuse a recipient (`*`: each) with a code, from now on or so many times."""
        self._script("recipient", times, Behaviour(status=code), recipient)

    def refuse_message(self, code: int, *, body: str = "", times: int | None = 1) -> None:
        """Refuse the mail after its final dot; it does not count as received."""
        self._script("message", times, Behaviour(status=code, body=body))

    def refuse_connection(self, code: int = 421, *, times: int | None = 1) -> None:
        """Greet with an error and close."""
        self._script("connect", times, Behaviour(status=code))

    def refuse_login(self, code: int = 535, *, times: int | None = None) -> None:
        """Refuse name and password; a client may try several ways, and each is one time."""
        self._script("login", times, Behaviour(status=code))

    def drop(self, *, before_dot: bool, times: int | None = 1) -> None:
        """Break off inside the mail (it is lost) or after its final dot (it is received)."""
        self._script("data" if before_dot else "message", times, Behaviour(ending="reset"))

    def hang(self, stage: str = "message", *, times: int | None = 1) -> None:
        """Say nothing any more from `connect`, `recipient`, `data` or `message` (received) on."""
        self._script(stage, times, Behaviour(ending="hang"), ANY if stage == "recipient" else "")

    def received(self, recipient: str | None = None) -> list[Mail]:
        """Return the mails that arrived whole, oldest first: all, or one recipient's."""
        mails = [Mail(**line) for line in read(self.targets.folder / MAILS)]
        return [mail for mail in mails if recipient is None or recipient in mail.recipients]

    def _script(
        self, stage: str, times: int | None, behaviour: Behaviour, recipient: str = ""
    ) -> None:
        self.targets.script(mail_place(stage, recipient), times, behaviour)
