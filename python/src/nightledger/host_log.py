"""Logs as Google Cloud reads them: one JSON object a line on stdout, secrets taken out.

The field names are Cloud Logging's for structured logs.
"""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from nightledger.redaction import redact, redact_text

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TEXT_CHARACTERS = 16_000
"""Cloud Logging cuts an entry at 256 KiB; three such texts in four-byte characters fit."""

_trace: ContextVar[str | None] = ContextVar("trace", default=None)


class JsonLines(logging.Formatter):
    """One record as one line of JSON; `extra={"fields": {...}}` is put beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. A trace, when there is one, joins it to the request's own log."""
        entry: dict[str, object] = {
            "severity": record.levelname,
            "message": shown(record.getMessage()),
            "logger": record.name,
        }
        if record.exc_info:
            entry["stack_trace"] = shown(self.formatException(record.exc_info))
        if trace := _trace.get():
            entry["logging.googleapis.com/trace"] = trace
        fields = redact(getattr(record, "fields", {}))
        return json.dumps(entry | (fields if isinstance(fields, dict) else {}))


class StdoutHandler(logging.Handler):
    """Writes to the stdout of the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the line; a record that cannot be written must not stop a tick."""
        try:
            print(self.format(record), flush=True)  # noqa: T201 - stdout is the log
        except Exception:  # noqa: BLE001 - the library's own way to report it
            self.handleError(record)


def log_as_json(level: int = logging.INFO) -> None:
    """Send our own records of `level` and up to stdout, and other libraries' warnings."""
    handler = StdoutHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("nightledger").setLevel(level)


@contextmanager
def traced(header: str | None, project: str | None) -> Iterator[None]:
    """Join what is logged meanwhile to a request.

    header: X-Cloud-Trace-Context, `TRACE/SPAN;o=1`. Nothing is joined without one.
    """
    trace = (header or "").partition("/")[0]
    name = f"projects/{project}/traces/{trace}" if trace.isalnum() and project else None
    token = _trace.set(name)
    try:
        yield
    finally:
        _trace.reset(token)


def shown(text: str) -> str:
    """Return a text without secrets, cut to what a log entry holds."""
    return redact_text(text)[:LONGEST_TEXT_CHARACTERS]
