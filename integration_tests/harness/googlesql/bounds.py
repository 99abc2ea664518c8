"""From when on a table is read: lower bounds of its partition column, directly above its scan."""

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


def lower_bounds(filter_scan: Node) -> list[str]:
    """Return the bounds of a filter that all have to hold, as SQL with variables by their names.

    What is no constant for the query, as a subquery or another column, bounds nothing: BigQuery
    does not prune by it.
    """
    return list(_bounds(unwrap(filter_scan.filter_expr)))


def _bounds(condition: Node) -> Iterator[str]:
    name, arguments = _call(condition)
    if name == "$and":
        for argument in arguments:
            yield from _bounds(argument)
    elif name in _BOUNDED_FIRST and _is_partition_column(arguments[0]):
        yield from _written(arguments[1])
    elif name in _BOUNDED_SECOND and _is_partition_column(arguments[1]):
        yield from _written(arguments[0])


def _written(expression: Node) -> Iterator[str]:
    text = _text(expression)
    if "?" not in text:
        yield text


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


def _is_partition_column(expression: Node) -> bool:
    if expression.DESCRIPTOR.name != "ResolvedColumnRefProto":
        return False
    name: str = expression.column.name
    return name.lower() == PARTITION_COLUMN
