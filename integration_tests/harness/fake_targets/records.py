"""What arrived: one JSON line per request or mail, written before the answer."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

__all__ = ["Mail", "Record", "Request", "read", "text_of"]

#: Bytes that are no UTF-8 are kept as lone surrogates, which JSON can carry.
ESCAPE = "surrogateescape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to a fake HTTP target; `is_whole` is false if its body did not arrive in full."""

    place: str
    query: str
    headers: dict[str, str]
    text: str
    is_whole: bool
    arrived_at: float
    certificate: str | None

    @property
    def body(self) -> bytes:
        """The bytes that were sent."""
        return self.text.encode(errors=ESCAPE)

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the sender sent
        """The body, parsed."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that arrived up to its final dot; `recipients` are those that were not refused."""

    sender: str
    recipients: list[str]
    text: str
    security: str
    login: str | None
    arrived_at: float

    @property
    def body(self) -> bytes:
        """The bytes that were sent."""
        return self.text.encode(errors=ESCAPE)

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.body, policy=policy.default)


@dataclass(slots=True)
class Record:
    """A JSON-lines file that several servers append to."""

    path: Path
    _file: int = field(init=False)

    def __post_init__(self) -> None:
        """Open the file."""
        self._file = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def append(self, entry: Request | Mail) -> None:
        """Hand one line to the operating system; from here it survives the end of any process."""
        os.write(self._file, json.dumps(asdict(entry)).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def text_of(content: bytes) -> str:
    """Return bytes as text from which the same bytes can be made again."""
    return content.decode(errors=ESCAPE)


def now() -> float:
    """Return the time of arrival, seconds since 1970."""
    return time.time()


def read(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a record, oldest first; a line still being written is not given."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith(b"\n")]
