"""From when on a table is read: lower bounds of its partition column in the filters above it.

A filter reaches a scan through other filters, plain projections, UNNEST and joins, to the side
whose column it names: there BigQuery reads only some partitions. It does not reach through windows,
aggregates and unions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.googlesql.protos import datetime_pb
from harness.googlesql.resolved import Node, unwrap
from harness.googlesql.resolved import field as inherited

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTITION_COLUMN = "recorded_at"
_BOUNDED_FIRST = {"$greater", "$greater_or_equal", "$equal", "$between"}
_BOUNDED_SECOND = {"$less", "$less_or_equal", "$equal"}
_PASSES = {
    "ResolvedFilterScanProto": ("input_scan",),
    "ResolvedProjectScanProto": ("input_scan",),
    "ResolvedArrayScanProto": ("input_scan",),
    "ResolvedJoinScanProto": ("left_scan", "right_scan"),
}
"""Through which fields of which operators a filter is passed down."""


def lower_bounds(filter_scan: Node) -> list[tuple[int, str]]:
    """Return the bounds of a filter that all have to hold: numbers of columns, and SQL.

    Variables are written by their names. Left out is what bounds no scan below, and what is no
    constant for the query, as a subquery or another column: BigQuery does not prune by it.
    """
    reached = set(_reached(unwrap(filter_scan.input_scan)))
    found = _bounds(unwrap(filter_scan.filter_expr))
    return [(column, text) for column, text in found if column in reached and "?" not in text]


def partition_column(table_scan: Node) -> int | None:
    """Return the number of a scan's partition column; None when it is not read."""
    for column in inherited(table_scan, "column_list"):
        if column.name.lower() == PARTITION_COLUMN:
            return int(column.column_id)
    return None


def _reached(scan: Node) -> Iterator[int]:
    """Yield the partition columns of the scans a filter above this one is passed down to."""
    kind = scan.DESCRIPTOR.name
    if kind == "ResolvedTableScanProto":
        column = partition_column(scan)
        if column is not None:
            yield column
    for name in _PASSES.get(kind, ()):
        if scan.HasField(name):
            yield from _reached(unwrap(getattr(scan, name)))


def _bounds(condition: Node) -> Iterator[tuple[int, str]]:
    name, arguments = _call(condition)
    if name == "$and":
        for argument in arguments:
            yield from _bounds(argument)
    elif name in _BOUNDED_FIRST and _is_column(arguments[0]):
        yield arguments[0].column.column_id, _text(arguments[1])
    elif name in _BOUNDED_SECOND and _is_column(arguments[1]):
        yield arguments[1].column.column_id, _text(arguments[0])


def _text(expression: Node) -> str:
    """Return an expression as SQL; `?` stands for what is not known before the query runs."""
    kind = expression.DESCRIPTOR.name
    if kind == "ResolvedConstantProto":
        return str(expression.constant.name)
    if kind == "ResolvedParameterProto":
        return f"@{expression.name}"
    if kind == "ResolvedLiteralProto":
        return _literal(expression)
    name, arguments = _call(expression)
    if not name or name.startswith("$"):
        return "?"
    return f"{name}({', '.join(map(_text, arguments))})"


def _literal(literal: Node) -> str:
    value = literal.value.value
    kind = value.WhichOneof("value")
    if kind == "enum_value":
        return str(datetime_pb.DateTimestampPart.Name(value.enum_value))
    if kind == "timestamp_value":
        return "a moment"
    return str(getattr(value, kind)) if kind else "null"


def _call(expression: Node) -> tuple[str, list[Node]]:
    """Return the name and arguments of a function call; no name when it is something else."""
    if expression.DESCRIPTOR.name != "ResolvedFunctionCallProto":
        return "", []
    name = inherited(expression, "function").name.rsplit(":", 1)[-1]
    return name, [unwrap(argument) for argument in inherited(expression, "argument_list")]


def _is_column(expression: Node) -> bool:
    return bool(expression.DESCRIPTOR.name == "ResolvedColumnRefProto")
