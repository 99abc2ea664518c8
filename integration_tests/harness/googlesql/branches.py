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
    """A part of a script, in bytes from and to, that runs if a condition holds; or only if not.

    body: its text. It may run more than once.
    """

    start: int
    end: int
    condition: str
    body: str
    is_else: bool = False


def branches(engine: GoogleSql, sql: str) -> list[Branch]:
    """Return every branch of every IF and WHILE of a script. Raises SqlError."""
    text, tree = sql.encode(), parse(engine, sql)
    return [
        *(
            branch
            for node in nodes(tree, "ASTIfStatementProto")
            for branch in _branches_of(node, text)
        ),
        *(
            _branch(node.parent.body, _text_of(node.condition, text), text)
            for node in nodes(tree, "ASTWhileStatementProto")
            if node.HasField("condition")
        ),
    ]


def branches_around(found: list[Branch], start: int) -> list[Branch]:
    """Return the branches around what starts here."""
    return [branch for branch in found if branch.start <= start < branch.end]


def _branches_of(node: Any, text: bytes) -> Iterator[Branch]:  # noqa: ANN401 - a parsed node
    condition = _text_of(node.condition, text)
    yield _branch(node.then_list, condition, text)
    if node.HasField("elseif_clauses"):
        for clause in node.elseif_clauses.elseif_clauses:
            yield _branch(clause.body, _text_of(clause.condition, text), text)
    if node.HasField("else_list"):
        yield _branch(node.else_list, condition, text, is_else=True)


def _branch(node: Any, condition: str, text: bytes, *, is_else: bool = False) -> Branch:  # noqa: ANN401
    start, end = span(node)
    body = text[start:end].decode()
    return Branch(start=start, end=end, condition=condition, body=body, is_else=is_else)


def _text_of(node: Any, text: bytes) -> str:  # noqa: ANN401 - a parsed node
    start, end = span(node)
    return " ".join(text[start:end].decode().split())
