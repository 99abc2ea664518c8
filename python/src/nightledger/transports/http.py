"""One POST, and what came of it. Every HTTP transport sends through here.

What is where in the table: 2xx accepted; 408, 425, 429 and 5xx retryable; the rest permanent, also
redirects, which are never followed. 1xx is no answer: unknown. No connection, and a connection
lost before the whole request was on its way: retryable. Lost or silent after that: unknown. A
certificate that is not good: permanent.
"""

from __future__ import annotations

import io
import ssl
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from nightledger.transports.protocol import Outcome
from nightledger.transports.retry_after import retry_after_of
from nightledger.transports.secret_text import RESPONSE_BYTES, hide, unlogged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nightledger.transports.protocol import Status

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
BODY_SECONDS = 2.0
RETRYABLE_CODES = frozenset({408, 425, 429})


class Tracked(io.BytesIO):
    """A body that knows whether it was handed to the network to its end."""

    is_sent = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Give the next bytes; nothing left means the last ones are on their way."""
        part = super().read(size)
        self.is_sent = not part
        return part


def post(  # noqa: PLR0913 - all but the first three have defaults
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: Iterable[str] = (),
    seconds: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    session: requests.Session | None = None,
) -> Outcome:
    """Send body to url and give the outcome; raises nothing that a network or server can cause.

    secrets: texts, besides url, that appear in no outcome. seconds: to connect, and between two
    signs of life; the total is the caller's to bound. session: one to keep for several posts.
    """
    hidden = [url, *secrets]
    tracked = Tracked(body)
    try:
        with unlogged(hidden), nullcontext(session) if session else requests.Session() as used:
            return exchange(used, url, tracked, headers, seconds, hidden)
    except (requests.RequestException, OSError, ValueError) as error:
        return failed(error, hidden, is_sent=tracked.is_sent)


def exchange(  # noqa: PLR0913, PLR0917 - the parts of one request
    session: requests.Session,
    url: str,
    body: Tracked,
    headers: Mapping[str, str],
    seconds: tuple[float, float],
    hidden: list[str],
) -> Outcome:
    """Do the request: no redirect followed, no credentials of the machine's netrc added."""
    with session.post(
        url,
        data=body,
        headers={"Accept-Encoding": "identity", "User-Agent": "nightledger", **headers},
        timeout=seconds,
        allow_redirects=False,
        stream=True,
        auth=lambda request: request,
    ) as response:
        return answered(response, hidden)


def answered(response: requests.Response, hidden: list[str]) -> Outcome:
    """Give the outcome of an answer. Only a refusal's body is read: an acceptance needs none."""
    code = response.status_code
    status = status_of(code)
    said = "" if status == "accepted" else first_bytes(response)
    return Outcome(
        status=status,
        code=code,
        response=hide(f"HTTP {code} {response.reason or ''} {said}", hidden),
        retry_after=retry_after_of(response.headers.get("Retry-After"))
        if status == "retryable"
        else None,
    )


def status_of(code: int) -> Status:
    """Give the class of an HTTP status."""
    if code in RETRYABLE_CODES or code >= 500:  # noqa: PLR2004 - HTTP's classes
        return "retryable"
    if code < 200:  # noqa: PLR2004 - HTTP's classes
        return "unknown"
    return "accepted" if code < 300 else "permanent"  # noqa: PLR2004 - HTTP's classes


def first_bytes(response: requests.Response) -> str:
    """Give at most 2 KiB of the body, and no more than two seconds of a slow one."""
    until = time.monotonic() + BODY_SECONDS
    body = bytearray()
    try:
        while len(body) < RESPONSE_BYTES and time.monotonic() < until:
            # one byte at a time: asking for more waits until all of it is there
            byte = response.raw.read(1, decode_content=False)
            if not byte:
                break
            body += byte
    except Exception:  # noqa: BLE001 - the status is known; a body cut short changes nothing
        body += b" [cut short]"
    return body.decode(errors="replace")


def failed(error: Exception, hidden: list[str], *, is_sent: bool) -> Outcome:
    """Give the outcome of a request that got no answer."""
    cause = innermost(error)
    host = hide(host_of(hidden[0]), hidden[1:])
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = hide(cause.verify_message, hidden)
        return Outcome(status="permanent", response=f"certificate of {host} refused: {why}")
    name = type(cause).__name__
    if isinstance(error, ValueError) and not isinstance(error, requests.ConnectionError):
        return Outcome(status="permanent", response=f"address or headers are not valid: {name}")
    if is_sent:
        return Outcome(status="unknown", response=f"sent to {host}, no answer: {name}")
    return Outcome(status="retryable", response=f"could not send to {host}: {name}")


def innermost(error: BaseException) -> BaseException:
    """Give what an exception of requests goes back to; its own text holds the URL."""
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
    """Give the host a URL goes to, which is all of it that may be shown."""
    try:
        return urlsplit(url).hostname or "no host"
    except ValueError:
        return "no host"
