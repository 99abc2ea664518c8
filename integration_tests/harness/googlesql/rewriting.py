"""Change a statement's text at places the parser found: the clock, and the tables it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from harness.googlesql.syntax import TablePath, nodes, parse, span, table_paths
from harness.googlesql.values import as_timestamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from google.protobuf.message import Message
    from harness.googlesql.engine import GoogleSql

Edit = tuple[int, int, str]
Replacement = Callable[[TablePath], str | None]

_CLOCKS = ("current_timestamp", "current_date", "current_datetime", "current_time")


def fix_clock(engine: GoogleSql, sql: str, now: dt.datetime) -> str:
    """Write `now` in place of every call of a clock, so that it answers the same on every engine.

    `current_timestamp()` becomes `timestamp '...'`; `current_date('Europe/Berlin')` becomes
    `date(timestamp '...', 'Europe/Berlin')`. The engine has no setting for its clock.
    """
    moment = f"timestamp '{as_timestamp(now):%Y-%m-%d %H:%M:%S.%f}+00'"
    return rewrite(engine, sql, moment=moment)


def replace_tables(engine: GoogleSql, sql: str, replacement: Replacement) -> str:
    """Write something else in place of tables in FROM; None leaves a table as it is.

    A table without an alias keeps the last part of its name as one, so that its columns can still
    be named through it.
    """
    return rewrite(engine, sql, replacement=replacement)


def rewrite(
    engine: GoogleSql,
    sql: str,
    *,
    moment: str | None = None,
    replacement: Replacement | None = None,
) -> str:
    """Do both: write the expression `moment` for the clock, and `replacement` for tables."""
    tree, text = parse(engine, sql), sql.encode()
    edits: list[Edit] = []
    if moment is not None:
        edits += _clock_edits(tree, text, moment)
    if replacement is not None:
        edits += _table_edits(tree, replacement)
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written.encode() + text[end:]
    return text.decode()


def _clock_edits(tree: Message, text: bytes, moment: str) -> Iterator[Edit]:
    for call in nodes(tree, "ASTFunctionCallProto"):
        name = ".".join(part.id_string for part in call.function.names).lower()
        if name in _CLOCKS:
            zones = [text[slice(*span(zone))].decode() for zone in call.arguments]
            yield (*span(call), _moment_as(name, moment, zones))


def _moment_as(clock: str, moment: str, zones: list[str]) -> str:
    if clock == "current_timestamp":
        return moment
    return f"{clock.removeprefix('current_')}({', '.join([moment, *zones])})"


def _table_edits(tree: Message, replacement: Replacement) -> Iterator[Edit]:
    for path in table_paths(tree):
        text = replacement(path) if path.in_from else None
        if text is not None:
            alias = "" if path.has_alias else f" as `{path.parts[-1]}`"
            yield path.start, path.end, text + alias
