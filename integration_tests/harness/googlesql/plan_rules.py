"""What BigQuery refuses in a resolved statement although GoogleSQL's analyser takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.googlesql.plan_size import below
from harness.googlesql.protos import resolved_enums_pb
from harness.googlesql.resolved import Node, unwrap
from harness.googlesql.resolved import field as inherited

if TYPE_CHECKING:
    from collections.abc import Iterator

DESCRIPTION_CHARACTERS = 1_024
"""The longest description of a column: bigquery-docs, quotas, "Maximum column description"."""

_JOINS = resolved_enums_pb.ResolvedJoinScanEnums
_OUTER = {_JOINS.LEFT: "left", _JOINS.RIGHT: "right", _JOINS.FULL: "full"}
_READS = {
    "ResolvedTableScanProto",
    "ResolvedWithRefScanProto",
    "ResolvedRecursiveRefScanProto",
}


def refusals(statement: Node) -> Iterator[str]:
    """Yield what is wrong with a resolved statement; what it reads through views is not looked at.

    Rules: no `with recursive`; an outer join has an equality of its two sides among the conditions
    that all have to hold, or a constant; no subquery over a table in a join's condition; at most
    1,024 characters describe a column; one ALTER COLUMN a statement.
    """
    for node in below(unwrap(statement)):
        kind = node.DESCRIPTOR.name
        if kind == "ResolvedWithScanProto" and node.recursive:
            yield f"with recursive {node.with_entry_list[0].with_query_name}"
        elif kind == "ResolvedJoinScanProto" and node.HasField("join_expr"):
            yield from _refused_join(node)
        elif kind == "ResolvedAlterTableStmtProto":
            yield from _refused_alter(node)
        elif kind == "ResolvedColumnDefinitionProto":
            yield from _too_long(node.name, node.annotations.option_list)
        elif kind == "ResolvedAlterColumnOptionsActionProto":
            yield from _too_long(node.parent.column, node.option_list)


def _refused_join(join: Node) -> Iterator[str]:
    condition = unwrap(join.join_expr)
    read = [node for node in below(condition) if node.DESCRIPTOR.name in _READS]
    if read:
        yield f"subquery over {_name(read[0])} in the condition of a join"
    sides = [_column_ids(join.left_scan), _column_ids(join.right_scan)]
    named = _columns_in(condition)
    if join.join_type not in _OUTER or not named:
        return
    if not any(_is_equality(part, sides) for part in _conjuncts(condition)):
        columns = ", ".join(sorted({f"{column.table_name}.{column.name}" for column in named}))
        yield f"{_OUTER[join.join_type]} join without an equality of its two sides, on {columns}"


def _is_equality(condition: Node, sides: list[set[int]]) -> bool:
    if _function(condition) != "$equal":
        return False
    first, second = (
        {column.column_id for column in _columns_in(argument)}
        for argument in inherited(condition, "argument_list")
    )
    left, right = sides
    if not first or not second:
        return False
    return (first <= left and second <= right) or (first <= right and second <= left)


def _conjuncts(condition: Node) -> Iterator[Node]:
    if _function(condition) == "$and":
        for argument in inherited(condition, "argument_list"):
            yield from _conjuncts(unwrap(argument))
    else:
        yield condition


def _function(expression: Node) -> str:
    function = inherited(expression, "function")
    return function.name.rsplit(":", 1)[-1] if function is not None else ""


def _columns_in(expression: Node) -> list[Node]:
    return [
        node.column
        for node in below(expression)
        if node.DESCRIPTOR.name == "ResolvedColumnRefProto" and not node.is_correlated
    ]


def _column_ids(scan: Node) -> set[int]:
    return {column.column_id for column in inherited(unwrap(scan), "column_list")}


def _name(scan: Node) -> str:
    if scan.DESCRIPTOR.name == "ResolvedTableScanProto":
        return str(scan.table.name)
    return str(getattr(scan, "with_query_name", "itself"))


def _refused_alter(statement: Node) -> Iterator[str]:
    altered = [
        inherited(action, "column")
        for action in map(unwrap, inherited(statement, "alter_action_list"))
        if action.DESCRIPTOR.name.startswith("ResolvedAlterColumn")
    ]
    if len(altered) > 1:
        yield f"{len(altered)} ALTER COLUMN in one statement: {', '.join(altered)}"


def _too_long(column: str, options: Node) -> Iterator[str]:
    for option in options:
        text = inherited(unwrap(option.value), "value")
        if option.name == "description" and text is not None:
            length = len(text.value.string_value)
            if length > DESCRIPTION_CHARACTERS:
                yield f"description of column {column} has {length:,} characters"
