"""What is wrong with a statement, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS = re.compile(r"^Code: \d+, Message: ")
_POSITION = re.compile(r"\s*\[at (\d+):(\d+)\]\s*$")


class SqlError(Exception):
    """GoogleSQL rejects a statement. Line and column count from 1, within its own text."""

    def __init__(self, message: str, *, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{line}:{column}: {message}")
        self.message = message
        self.line = line
        self.column = column

    @classmethod
    def from_engine(cls, answer: str) -> SqlError:
        """Read the engine's own words: `Code: 3, Message: Unrecognized name: x [at 1:8]`."""
        text = _STATUS.sub("", answer)
        position = _POSITION.search(text)
        message = " ".join(_POSITION.sub("", text).split())
        if position is None:
            return cls(message)
        return cls(message, line=int(position[1]), column=int(position[2]))

    def moved(self, *, line: int, column: int) -> SqlError:
        """Return the same error for a statement which starts here in a larger text."""
        if self.line > 1:
            return SqlError(self.message, line=self.line + line - 1, column=self.column)
        return SqlError(self.message, line=line, column=self.column + column - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One error at one place, printed the way compilers print: `place:line:column: message`."""

    place: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Write it the way editors can jump to."""
        return f"{self.place}:{self.line}:{self.column}: {self.message}"


def line_and_column(text: bytes, offset: int) -> tuple[int, int]:
    """Turn a byte offset of UTF-8 text into a line and column, both from 1."""
    before = text[:offset].decode()
    return before.count("\n") + 1, len(before) - before.rfind("\n")
