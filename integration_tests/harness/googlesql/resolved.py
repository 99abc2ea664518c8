"""Read GoogleSQL's resolved tree: what a statement answers, creates or adds."""

from __future__ import annotations

from typing import Any

from harness.googlesql.protos import resolved_enums_pb
from harness.googlesql.types import Column

# The tree nests a node's inherited fields in `parent` and its kind in a oneof called `node`; it is
# read through names, for which the generated classes offer no common type.
Node = Any
_IF_NOT_EXISTS = resolved_enums_pb.ResolvedCreateStatementEnums.CREATE_IF_NOT_EXISTS

Path = tuple[str, ...]


def unwrap(holder: Node) -> Node:
    """Return the concrete node inside `Any...Proto` wrappers."""
    while "node" in holder.DESCRIPTOR.oneofs_by_name:
        kind = holder.WhichOneof("node")
        if kind is None:
            return holder
        holder = getattr(holder, kind)
    return holder


def field(node: Node, name: str) -> Node:
    """Return a field of the node or of what it inherits from; None when it has no such field."""
    while name not in node.DESCRIPTOR.fields_by_name:
        if "parent" not in node.DESCRIPTOR.fields_by_name:
            return None
        node = node.parent
    return getattr(node, name)


def output_columns(statement: Node) -> tuple[Column, ...]:
    """Return the columns of a query's answer or of the table or view a statement creates."""
    node = unwrap(statement)
    outputs = field(node, "output_column_list")
    if outputs:
        return tuple(Column(name=o.name, type=o.column.type) for o in outputs)
    definitions = field(node, "column_definition_list") or ()
    return tuple(Column(name=d.name, type=d.type) for d in definitions)


def created_table(statement: Node) -> tuple[Path, tuple[Column, ...], bool] | None:
    """Return name, columns and `if not exists` of a created table or view; else None."""
    node = unwrap(statement)
    columns = output_columns(statement)
    name = field(node, "name_path")
    mode = field(node, "create_mode")
    if not columns or not name or mode is None:
        return None
    return _split(name), columns, mode == _IF_NOT_EXISTS


def added_columns(statement: Node) -> list[tuple[Path, Column]]:
    """Return table and column for each ADD COLUMN of an ALTER TABLE."""
    node = unwrap(statement)
    added = []
    for action in map(unwrap, field(node, "alter_action_list") or ()):
        if action.DESCRIPTOR.name == "ResolvedAddColumnActionProto":
            definition = action.column_definition
            column = Column(name=definition.name, type=definition.type)
            added.append((_split(node.parent.name_path), column))
    return added


def _split(path: list[str]) -> Path:
    """Split names written as one quoted word: `project.dataset.table` in one pair of backticks."""
    return tuple(part for name in path for part in name.split("."))
