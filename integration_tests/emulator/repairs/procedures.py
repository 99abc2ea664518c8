"""Procedures: where a body ends. The emulator takes the `end` of a CASE or an IF for that."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

from importlib import import_module
from typing import Any

from .patching import wrap

OPENERS = ("BEGIN", "CASE")
CLOSED_BY_NAME = ("IF", "WHILE", "LOOP", "FOR", "REPEAT")


def repair() -> None:
    """Take hold where the parser reads the body of CREATE PROCEDURE."""
    wrap("bqemulator.scripting.parser:Parser._capture_balanced_block", capture_to_its_own_end)


def capture_to_its_own_end(original: Any) -> Any:
    """BigQuery: a body ends with the `end` of its own `begin`, whatever else has an `end` in it."""
    del original
    errors = import_module("bqemulator.domain.errors")

    def capture(self: Any) -> str:
        cursor = self._cursor
        start, depth = cursor.pos, 1
        while not cursor.at_eof():
            word = cursor.current.value.upper() if is_word(cursor.current) else None
            if word in OPENERS:
                depth += 1
            elif word == "END":
                end = cursor.pos
                cursor.advance()
                if is_word(cursor.current) and cursor.current.value.upper() in CLOSED_BY_NAME:
                    cursor.advance()
                    continue
                depth -= 1
                if depth == 0:
                    return str(cursor.slice(start, end))
                continue
            cursor.advance()
        message = "Unterminated BEGIN ... END block"
        raise errors.InvalidQueryError(message)

    return capture


def is_word(token: Any) -> bool:
    """Return whether a token is a bare word, not a literal or a sign."""
    return token.kind in {"KEYWORD", "IDENT"}
