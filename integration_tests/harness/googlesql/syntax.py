"""The parse tree of a statement or script: where its nodes are, and which tables it names.

Positions are byte offsets into the UTF-8 text, as the engine gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.googlesql.dialect import language
from harness.googlesql.protos import service_pb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.protobuf.message import Message
    from harness.googlesql.engine import GoogleSql


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePath:
    """A dotted name in a statement, and whether it stands in FROM, with an alias or without.

    `words` are as written, one for each pair of backticks; `parts` are what they mean.
    """

    words: tuple[str, ...]
    parts: tuple[str, ...]
    start: int
    end: int
    in_from: bool
    has_alias: bool

    @property
    def name(self) -> str:
        """The dotted name, without backticks."""
        return ".".join(self.parts)


def parse(engine: GoogleSql, sql: str) -> Message:
    """Parse a statement or a script of several. Raises SqlError for a syntax error."""
    request = service_pb.ParseRequest(
        sql_statement=sql, options=language(engine), allow_script=True
    )
    return engine.call("Parse", request, service_pb.ParseResponse).parsed_script


def nodes(tree: Message, *kinds: str) -> Iterator[Any]:
    """Walk the tree in the order of the text; give the nodes of these message names."""
    if tree.DESCRIPTOR.name in kinds:
        yield tree
    for field, value in tree.ListFields():
        if field.message_type is None:
            continue
        for child in value if _is_repeated(value) else (value,):
            yield from nodes(child, *kinds)


def _is_repeated(value: object) -> bool:
    """Return whether a field's value is a list of messages rather than one message."""
    return hasattr(value, "append")


def span(node: Message) -> tuple[int, int]:
    """Return the first byte of a node's text, and the one after its last."""
    holder: Any = node
    while "parse_location_range" not in holder.DESCRIPTOR.fields_by_name:
        if "node" in holder.DESCRIPTOR.oneofs_by_name:
            holder = getattr(holder, holder.WhichOneof("node"))
        else:
            holder = holder.parent
    return holder.parse_location_range.start, holder.parse_location_range.end


def table_paths(tree: Message) -> list[TablePath]:
    """Return every dotted name which may be a table; columns and functions are among them."""
    in_from = {}
    for node in nodes(tree, "ASTTablePathExpressionProto"):
        if node.HasField("path_expr"):
            in_from[span(node.path_expr)] = node.HasField("alias")
    found = []
    for node in nodes(tree, "ASTPathExpressionProto"):
        start, end = span(node)
        words = tuple(name.id_string for name in node.names)
        place = in_from.get((start, end))
        found.append(
            TablePath(
                words=words,
                parts=tuple(part for word in words for part in word.split(".")),
                start=start,
                end=end,
                in_from=place is not None,
                has_alias=bool(place),
            )
        )
    return found
