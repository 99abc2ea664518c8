"""One POST, and what came of it. Every HTTP transport sends through here.

What is where in the table: 2xx accepted; 400, 413 and 422 refused; 408, 425, 429 and 5xx retryable;
the rest permanent, also redirects, which are never followed. 1xx is no answer: unknown. No
connection, and a connection lost before the whole request was on its way: retryable. Lost or silent
after that: unknown. A certificate that is not good: permanent. A target that says no in another way
than by its status has a judge of its own.
"""

from __future__ import annotations

import io
import ssl
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from nightledger.transports.attempt import Attempt, TooLateError, current_attempt
from nightledger.transports.protocol import Outcome, Status
from nightledger.transports.retry_after import retry_after_of
from nightledger.transports.secret_text import RESPONSE_BYTES, hide, unlogged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
BODY_SECONDS = 2.0
REFUSED_CODES = frozenset({400, 413, 422})
RETRYABLE_CODES = frozenset({408, 425, 429})
Judge = Callable[[int, str], Status]
"""What a status and the first 2 KiB of the body mean."""


def status_of(code: int, said: str = "") -> Status:
    """Return the class of an HTTP status, whatever was said with it."""
    del said
    if code in RETRYABLE_CODES or code >= 500:  # noqa: PLR2004 - HTTP's classes
        return "retryable"
    if code in REFUSED_CODES:
        return "refused"
    if code < 200:  # noqa: PLR2004 - HTTP's classes
        return "unknown"
    return "accepted" if code < 300 else "permanent"  # noqa: PLR2004 - HTTP's classes


class Tracked(io.BytesIO):
    """A body that passes the point of no return with its last bytes.

    is_sent: whether it was handed to the network to its end.
    """

    def __init__(self, body: bytes, attempt: Attempt) -> None:
        super().__init__(body)
        self.attempt = attempt
        self.size = len(body)
        self.is_sent = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes; nothing left means that the last ones are on their way."""
        part = super().read(size)
        self.is_sent = not part
        if part and self.tell() == self.size:
            self.attempt.commit()
        return part


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A request, and how its answer is read.

    secrets: texts, besides url, that appear in no outcome. judge: what an answer means.
    kept_headers: of the answer, for people who look into it. attempt: whose time it takes.
    session: one to keep for several posts.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]
    secrets: Sequence[str] = ()
    judge: Judge = status_of
    kept_headers: Sequence[str] = ()
    attempt: Attempt = field(default_factory=current_attempt)
    session: requests.Session | None = None

    @property
    def hidden(self) -> list[str]:
        """What appears in no outcome and no log."""
        return [self.url, *self.secrets]

    def send(self) -> Outcome:
        """Send it; raises nothing that a network or server can cause."""
        body = Tracked(self.body, self.attempt)
        try:
            used = nullcontext(self.session) if self.session else requests.Session()
            with unlogged(self.hidden), used as session:
                return self.exchange(session, body)
        except (requests.RequestException, OSError, ValueError) as error:
            return self.attempt.outcome or failed(error, self.hidden, is_sent=body.is_sent)

    def exchange(self, session: requests.Session, body: Tracked) -> Outcome:
        """Do the request: no redirect followed, no credentials of the machine's netrc added."""
        left = self.attempt.seconds_left
        with session.post(
            self.url,
            data=body,
            headers={
                "Accept-Encoding": "identity",
                "User-Agent": "nightledger",
                **self.headers,
            },
            timeout=(left(CONNECT_SECONDS), left(READ_SECONDS)),
            allow_redirects=False,
            stream=True,
            auth=lambda request: request,
        ) as response:
            return self.answered(response)

    def answered(self, response: requests.Response) -> Outcome:
        """Return the outcome of an answer: known by its status, and better by what it says."""
        self.attempt.outcome = self.outcome_of(response, "")
        return self.outcome_of(response, first_bytes(response))

    def outcome_of(self, response: requests.Response, said: str) -> Outcome:
        """Return the outcome of a status and of what was said with it."""
        code = response.status_code
        status = self.judge(code, said.strip())
        kept = [
            f"{name} {response.headers[name]}"
            for name in self.kept_headers
            if name in response.headers
        ]
        words = " ".join([f"HTTP {code} {response.reason or ''}", *kept, said])
        return Outcome(
            status=status,
            code=code,
            response=hide(words, self.hidden),
            retry_after=retry_after_of(response.headers.get("Retry-After"))
            if status == "retryable"
            else None,
        )


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, secrets: Sequence[str] = ()
) -> Outcome:
    """Send body to a target whose status says everything; return the outcome."""
    return Post(url=url, body=body, headers=headers, secrets=secrets).send()


def first_bytes(response: requests.Response) -> str:
    """Return at most 2 KiB of the body, and no more than two seconds of a slow one."""
    until = time.monotonic() + BODY_SECONDS
    body = bytearray()
    try:
        hurry(response)
        while len(body) < RESPONSE_BYTES and time.monotonic() < until:
            # one byte at a time: asking for more waits until all of it is there
            byte = response.raw.read(1, decode_content=False)
            if not byte:
                break
            body += byte
    except Exception:  # noqa: BLE001 - the status is known; a body cut short changes nothing
        body += b" [cut short]"
    return body.decode(errors="replace")


def hurry(response: requests.Response) -> None:
    """Wait no longer for the next byte of a body than for the whole of it."""
    wire = getattr(getattr(response.raw, "connection", None), "sock", None)
    if wire is not None:
        wire.settimeout(BODY_SECONDS)


def failed(error: Exception, hidden: list[str], *, is_sent: bool) -> Outcome:
    """Return the outcome of a request that got no answer."""
    cause = innermost(error)
    host = hide(host_of(hidden[0]), hidden[1:])
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = hide(cause.verify_message, hidden)
        return Outcome(status="permanent", response=f"certificate of {host} refused: {why}")
    name = type(cause).__name__
    if isinstance(error, ValueError) and not isinstance(error, requests.ConnectionError):
        return Outcome(status="permanent", response=f"address or headers are not valid: {name}")
    if isinstance(cause, TooLateError):
        return Outcome(status="retryable", response=f"the time to send to {host} was up")
    if is_sent:
        return Outcome(status="unknown", response=f"sent to {host}, no answer: {name}")
    return Outcome(status="retryable", response=f"could not send to {host}: {name}")


def innermost(error: BaseException) -> BaseException:
    """Return what an exception of requests goes back to; its own text holds the URL."""
    seen = {id(error)}
    while True:
        inner = getattr(error, "reason", None) or error.__cause__ or error.__context__
        if not isinstance(inner, BaseException):
            inner = next((item for item in error.args if isinstance(item, BaseException)), None)
        if inner is None or id(inner) in seen:
            return error
        seen.add(id(inner))
        error = inner


def host_of(url: str) -> str:
    """Return the host a URL goes to, which is all of it that may be shown."""
    try:
        return urlsplit(url).hostname or "no host"
    except ValueError:
        return "no host"
