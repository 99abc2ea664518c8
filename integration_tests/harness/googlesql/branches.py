"""Under which conditions the statements of a script run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.googlesql.syntax import nodes, parse, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.googlesql.engine import GoogleSql


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A part of a script, in bytes from and to, that runs if a condition holds; or only if not."""

    start: int
    end: int
    condition: str
    is_else: bool = False


def branches(engine: GoogleSql, sql: str) -> list[Branch]:
    """Return every branch of every IF of a script, in the order of the text. Raises SqlError."""
    text = sql.encode()
    return [
        branch
        for node in nodes(parse(engine, sql), "ASTIfStatementProto")
        for branch in _branches_of(node, text)
    ]


def branches_around(found: list[Branch], start: int) -> list[Branch]:
    """Return the branches around what starts here, the outermost first."""
    return [branch for branch in found if branch.start <= start < branch.end]


def _branches_of(node: Any, text: bytes) -> Iterator[Branch]:  # noqa: ANN401 - a parsed node
    condition = _text_of(node.condition, text)
    start, end = span(node.then_list)
    yield Branch(start=start, end=end, condition=condition)
    if node.HasField("elseif_clauses"):
        for clause in node.elseif_clauses.elseif_clauses:
            start, end = span(clause.body)
            yield Branch(start=start, end=end, condition=_text_of(clause.condition, text))
    if node.HasField("else_list"):
        start, end = span(node.else_list)
        yield Branch(start=start, end=end, condition=condition, is_else=True)


def _text_of(node: Any, text: bytes) -> str:  # noqa: ANN401 - a parsed node
    start, end = span(node)
    return " ".join(text[start:end].decode().split())
