"""The metrics of `nightledger watch --metrics-port`, over HTTP."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from nightledger.errors import NightledgerError
from nightledger.metrics import CONTENT_TYPE, Metric, Sample, as_text
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

PATH = "/metrics"


@dataclass(slots=True, kw_only=True)
class Exporter:
    """What is served: the ledger's metrics, asked anew at most `every` so often, and the loop's.

    ask: returns the ledger's metrics, or raises NightledgerError. say: takes why it could not.
    """

    ask: Callable[[], list[Metric]]
    every: timedelta
    say: Callable[[str], None]
    ticks: int = 0
    failed_ticks: int = 0
    ticked_at: float | None = None
    _asked_at: float = float("-inf")
    _answer: list[Metric] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ticked(self, *, is_good: bool) -> None:
        """Count a tick."""
        self.ticks += 1
        self.failed_ticks += not is_good
        self.ticked_at = time.time()

    def text(self) -> str:
        """Return everything; without the ledger's part while it cannot be asked."""
        with self._lock:
            if time.monotonic() - self._asked_at >= self.every.total_seconds():
                self._renew()
            return as_text([*self._own(), *self._answer])

    def _renew(self) -> None:
        self._answer, self._asked_at = [], float("-inf")  # what is old is worse than nothing
        try:
            self._answer = self.ask()
        except NightledgerError as error:
            self.say(f"no metrics of the ledger: {redact_text(str(error))}")
        else:
            self._asked_at = time.monotonic()

    def _own(self) -> list[Metric]:
        return [
            counter("watch_ticks_total", "Ticks of this process.", self.ticks),
            counter("watch_failed_ticks_total", "Those that failed.", self.failed_ticks),
            gauge(
                "watch_last_tick_timestamp_seconds", "When one ended (Unix time).", self.ticked_at
            ),
            gauge("ledger_readable", "1 while the ledger answers, else 0.", bool(self._answer)),
        ]


def counter(name: str, text: str, value: float) -> Metric:
    """Return a metric that only grows."""
    return Metric(name=name, help=text, kind="counter", samples=(Sample(value=value),))


def gauge(name: str, text: str, value: float | None) -> Metric:
    """Return a metric with one value, or none yet."""
    samples = () if value is None else (Sample(value=value),)
    return Metric(name=name, help=text, samples=samples)


@contextmanager
def served(exporter: Exporter, host: str, port: int) -> Iterator[int]:
    """Serve it in the background; yield the port, one that is free for 0. Raises OSError."""

    class Handler(BaseHTTPRequestHandler):
        """Answers GET /metrics."""

        def do_GET(self) -> None:
            """Send the metrics."""
            if self.path.partition("?")[0] != PATH:
                self.send_error(404, f"the metrics are at {PATH}")
                return
            body = exporter.text().encode()
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing about requests."""

    with ThreadingHTTPServer((host, port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
