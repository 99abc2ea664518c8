"""Write values as BigQuery literals."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from harness.googlesql.protos import type_pb
from harness.googlesql.types import type_name
from harness.googlesql.values import as_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r"})


def literal(value: Any, kind: type_pb.TypeProto) -> str:  # noqa: ANN401 - any SQL value
    """Write a value of a type as text of a statement; None is `null`, no array an empty one."""
    if kind.type_kind == type_pb.TYPE_ARRAY:
        elements = ", ".join(literal(e, kind.array_type.element_type) for e in value or ())
        return f"{type_name(kind)}[{elements}]"
    if value is None:
        return f"cast(null as {type_name(kind)})"
    if kind.type_kind == type_pb.TYPE_STRUCT:
        fields = (literal(value.get(f.field_name), f.field_type) for f in kind.struct_type.field)
        return f"{type_name(kind)}({', '.join(fields)})"
    return _WRITERS[type_name(kind)](value)


def _quoted(text: object) -> str:
    return f"'{str(text).translate(_ESCAPES)}'"


def _json(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"parse_json({_quoted(text)})"


def _timestamp(value: object) -> str:
    return f"timestamp '{as_timestamp(value):%Y-%m-%d %H:%M:%S.%f}+00'"


def _date(value: object) -> str:
    return f"date '{value.isoformat() if isinstance(value, dt.date) else value}'"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "STRING": _quoted,
    "INT64": str,
    "FLOAT64": lambda value: f"cast('{value}' as float64)",
    "BOOL": lambda value: str(value).lower(),
    "DATE": _date,
    "TIMESTAMP": _timestamp,
    "NUMERIC": lambda value: f"numeric '{value}'",
    "BIGNUMERIC": lambda value: f"bignumeric '{value}'",
    "JSON": _json,
}
