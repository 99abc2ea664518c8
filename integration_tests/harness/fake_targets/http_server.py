"""The HTTP side: what a path's first part names is who answers."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.fake_targets.book import ANY, Behaviour
from harness.fake_targets.certificates import HOST
from harness.fake_targets.records import Request, now, text_of

if TYPE_CHECKING:
    import ssl

    from harness.fake_targets.book import Book
    from harness.fake_targets.records import Record

__all__ = ["CONTROL", "HttpServer"]

#: The path on which tests give their scripts.
CONTROL = "control"
#: SO_LINGER of zero seconds: closing sends RST, not FIN.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
#: Largest request each service takes, bytes. Teams: the size limit of its incoming messages.
LARGEST = {"teams": 28 * 1024, "pagerduty": 512 * 1024}
TOO_LARGE = Behaviour(status=413, body="Request Entity too large")
#: What each service says when it takes a message; the rest says 202 and nothing.
TAKEN = {
    "slack": Behaviour(status=200, body="ok"),
    "pagerduty": Behaviour(
        body=json.dumps({"status": "success", "message": "Event processed"}),
        headers={"Content-Type": "application/json"},
    ),
}


class HttpServer(ThreadingHTTPServer):
    """One port; with a context, TLS."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self,
        book: Book,
        record: Record,
        *,
        context: ssl.SSLContext | None = None,
        certificate: str | None = None,
    ) -> None:
        super().__init__((HOST, 0), Handler)
        self.book = book
        self.record = record
        self.context = context
        self.certificate = certificate
        self.stopping = threading.Event()

    def start(self) -> None:
        """Serve in a thread."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop serving; those that hang are let go."""
        self.stopping.set()
        self.book.clear()
        self.shutdown()
        self.server_close()

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - theirs
        """Serve one connection; one that the client or a script breaks off ends silently."""
        try:
            if self.context is not None:
                request = self.context.wrap_socket(request, server_side=True)
            super().finish_request(request, client_address)
        except OSError:
            return  # how a connection ends is what the tests look at, on the client's side
        finally:
            if self.context is not None:
                request.close()


class Handler(BaseHTTPRequestHandler):
    """One connection of a sender."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes; the second must not wait
    server: HttpServer

    def do_POST(self) -> None:
        """Record the request and do what the script says."""
        url = urlsplit(self.path)
        place = url.path.strip("/")
        if place == CONTROL:
            self.obey()
            return
        released = self.server.book.released(place)
        scripted = self.server.book.take(place, ANY)
        body = b"" if scripted and scripted.ending == "reset_unread" else self.read_body()
        self.write_record(place, url.query, body)
        if scripted and scripted.ending == "hang" and not self.server.stopping.is_set():
            released.wait()
        self.act(scripted or usual(place, len(body)))

    def obey(self) -> None:
        """Take a script."""
        self.server.book.order(json.loads(self.read_body()))
        self.act(Behaviour(status=204))

    def read_body(self) -> bytes:
        """Read what the sender announced, or what it sent before it went away."""
        return self.rfile.read(self.announced)

    @property
    def announced(self) -> int:
        """Length of the body, bytes."""
        return int(self.headers.get("Content-Length") or 0)

    def write_record(self, place: str, query: str, body: bytes) -> None:
        """Put the request on disk."""
        self.server.record.append(
            Request(
                place=place,
                query=query,
                headers=dict(self.headers.items()),
                text=text_of(body),
                is_whole=len(body) == self.announced,
                arrived_at=now(),
                certificate=self.server.certificate,
            )
        )

    def act(self, behaviour: Behaviour) -> None:
        """Answer, or do not."""
        self.server.stopping.wait(behaviour.delay_seconds)
        if behaviour.ending in {"hang", "reset", "reset_unread"}:
            self.reset()
            return
        # After an informational status a client goes on waiting: what follows is the end.
        self.close_connection = self.close_connection or behaviour.status < 200
        content = b"" if is_bodiless(behaviour.status) else behaviour.content
        self.send_head(behaviour, len(content))
        if behaviour.ending == "cut":
            self.wfile.write(content[: len(content) // 2])
            self.reset()
        else:
            self.send_content(content, behaviour.drip_seconds)

    def send_head(self, behaviour: Behaviour, length: int) -> None:
        """Write status and headers."""
        self.send_response(behaviour.status)
        for name, value in behaviour.headers.items():
            self.send_header(name, value)
        if not is_bodiless(behaviour.status):
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def send_content(self, content: bytes, drip_seconds: float) -> None:
        """Write the body, at once or byte by byte."""
        if not drip_seconds:
            self.wfile.write(content)
            return
        for byte in content:
            time.sleep(drip_seconds)
            self.wfile.write(bytes([byte]))

    def reset(self) -> None:
        """Break the connection off as a dying machine does."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.connection.close()

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Stay silent; the record is on disk."""


def is_bodiless(status: int) -> bool:
    """Return whether an answer of this status has no body by definition."""
    return status < 200 or status in {204, 304}


def usual(place: str, size: int) -> Behaviour:
    """Return what the service of this name does with a request of this size, bytes."""
    service = place.split("/", 1)[0]
    if size > LARGEST.get(service, size):
        return TOO_LARGE
    return TAKEN.get(service, Behaviour())
