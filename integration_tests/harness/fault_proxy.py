"""A scripted HTTP proxy between a client and BigQuery that injects faults for real.

    with FaultProxy(target.url) as proxy:
        proxy.fail(Match(sql="insert into"), status=503, times=2)
        client = target.through(proxy.url).client()

Rules are tried in the order they were added; each is used up after `times` requests. A request
that no rule takes is forwarded. Everything is recorded in `proxy.requests`.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.bigquery_errors import error_body, failed_job
from harness.recorded import Match, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

__all__ = ["FaultProxy", "Match", "Request"]

EVERY_REQUEST = Match()
FORWARD_SECONDS = 600.0
GATHER_SECONDS = 120.0
JSON_HEADERS = (("Content-Type", "application/json"),)
#: Headers that belong to one connection and are written anew.
PER_CONNECTION = {"connection", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response on its way to the client."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(slots=True, kw_only=True)
class Rule:
    """What to do with the next `left` matching requests, after the first `skip`."""

    match: Match
    act: Callable[[Request], Answer | None]
    left: int
    skip: int


@dataclass(slots=True)
class FaultProxy:
    """Listens on a free loopback port from `start()` to `stop()`, or inside `with`."""

    upstream: str
    requests: list[Request] = field(default_factory=list)
    _rules: list[Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Address for the client."""
        if self._server is None:
            message = "The fault proxy is not running: use it in a `with` statement."
            raise RuntimeError(message)
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail(  # noqa: PLR0913 - all have defaults
        self,
        match: Match = EVERY_REQUEST,
        *,
        status: int = 503,
        reason: str | None = None,
        message: str | None = None,
        times: int = 1,
        skip: int = 0,
        body: bytes | None = None,
    ) -> None:
        """Answer with an error of BigQuery's shape instead of forwarding; `body` replaces it."""
        content = body if body is not None else error_body(status, reason, message)
        answer = Answer(status=status, headers=JSON_HEADERS, body=content)
        self._add(match, lambda _: answer, times, skip)

    def fail_job(
        self,
        match: Match = EVERY_REQUEST,
        *,
        reason: str,
        message: str,
        times: int = 1,
        skip: int = 0,
    ) -> None:
        """Accept the job insert, as BigQuery does, and report the job as failed."""

        def act(request: Request) -> Answer:
            body = failed_job(request.json, reason, message)
            return Answer(status=200, headers=JSON_HEADERS, body=body)

        self._add(match, act, times, skip)

    def delay(
        self,
        match: Match = EVERY_REQUEST,
        *,
        seconds: float,
        times: int = 1,
        skip: int = 0,
    ) -> None:
        """Wait before forwarding."""

        def act(request: Request) -> Answer:
            time.sleep(seconds)
            return self._forward(request)

        self._add(match, act, times, skip)

    def lose_request(self, match: Match = EVERY_REQUEST, *, times: int = 1, skip: int = 0) -> None:
        """Close the connection without forwarding: BigQuery never hears of it."""
        self._add(match, lambda _: None, times, skip)

    def lose_response(self, match: Match = EVERY_REQUEST, *, times: int = 1, skip: int = 0) -> None:
        """Forward, let BigQuery do the work, and close the connection without an answer."""

        def act(request: Request) -> None:
            self._forward(request)

        self._add(match, act, times, skip)

    def rewrite(  # noqa: PLR0913 - all but three have defaults
        self,
        match: Match,
        old: str,
        new: str,
        *,
        most: int = -1,
        times: int = 1,
        skip: int = 0,
    ) -> None:
        """Replace `old` by `new`, `most` times, in the SQL of a query job and forward it."""

        def act(request: Request) -> Answer:
            return self._forward(request.with_sql(request.sql.replace(old, new, most)))

        self._add(match, act, times, skip)

    def gather(self, match: Match, *, parties: int) -> None:
        """Hold requests back until so many of them are here; then forward all at once."""
        gate = threading.Barrier(parties, timeout=GATHER_SECONDS)

        def act(request: Request) -> Answer:
            gate.wait()
            return self._forward(request)

        self._add(match, act, parties, 0)

    def clear(self) -> None:
        """Forget the rules and the record."""
        with self._lock:
            self._rules.clear()
            self.requests.clear()

    def seen(self, match: Match) -> list[Request]:
        """Return the recorded requests that match, oldest first."""
        with self._lock:
            return [request for request in self.requests if match.takes(request)]

    def start(self) -> Self:
        """Begin to listen."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop listening; requests under way are abandoned."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def answer(self, request: Request) -> Answer | None:
        """Record the request and do what the first open rule says; None closes the connection."""
        with self._lock:
            self.requests.append(request)
            rule = self._take_rule(request)
        return rule.act(request) if rule else self._forward(request)

    def _take_rule(self, request: Request) -> Rule | None:
        for rule in self._rules:
            if not rule.left or not rule.match.takes(request):
                continue
            if rule.skip:
                rule.skip -= 1
                continue
            rule.left -= 1
            return rule
        return None

    def _add(
        self,
        match: Match,
        act: Callable[[Request], Answer | None],
        times: int,
        skip: int,
    ) -> None:
        with self._lock:
            self._rules.append(Rule(match=match, act=act, left=times, skip=skip))

    def _forward(self, request: Request) -> Answer:
        connection = HTTPConnection(urlsplit(self.upstream).netloc, timeout=FORWARD_SECONDS)
        try:
            connection.request(
                request.method,
                request.path,
                body=request.body,
                headers=dict(request.headers),
            )
            response = connection.getresponse()
            return Answer(
                status=response.status,
                headers=tuple(response.getheaders()),
                body=response.read(),
            )
        finally:
            connection.close()


def handler_for(proxy: FaultProxy) -> type[BaseHTTPRequestHandler]:
    """Return a handler class that hands every request to `proxy`."""

    class Handler(BaseHTTPRequestHandler):
        """One connection of a client."""

        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            """Read the request, ask the proxy, answer or close."""
            length = int(self.headers.get("Content-Length") or 0)
            kept = ((k, v) for k, v in self.headers.items() if k.lower() not in PER_CONNECTION)
            request = Request(
                method=self.command,
                path=self.path,
                headers=tuple(kept),
                body=self.rfile.read(length),
            )
            answer = proxy.answer(request)
            if answer is None:
                self.close_connection = True
            else:
                self.reply(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

        def reply(self, answer: Answer) -> None:
            """Write the response with a length, so that the connection can be kept."""
            self.send_response(answer.status)
            for name, value in answer.headers:
                if name.lower() not in PER_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
            """Stay silent; the record is in `proxy.requests`."""

    return Handler
