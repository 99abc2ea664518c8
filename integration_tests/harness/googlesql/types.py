"""BigQuery's names of types and GoogleSQL's types, both ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.googlesql.protos import type_pb

if TYPE_CHECKING:
    from collections.abc import Iterable

_KINDS = {
    "STRING": type_pb.TYPE_STRING,
    "INT64": type_pb.TYPE_INT64,
    "FLOAT64": type_pb.TYPE_DOUBLE,
    "BOOL": type_pb.TYPE_BOOL,
    "BYTES": type_pb.TYPE_BYTES,
    "DATE": type_pb.TYPE_DATE,
    "DATETIME": type_pb.TYPE_DATETIME,
    "TIME": type_pb.TYPE_TIME,
    "TIMESTAMP": type_pb.TYPE_TIMESTAMP,
    "NUMERIC": type_pb.TYPE_NUMERIC,
    "BIGNUMERIC": type_pb.TYPE_BIGNUMERIC,
    "JSON": type_pb.TYPE_JSON,
    "GEOGRAPHY": type_pb.TYPE_GEOGRAPHY,
    "INTERVAL": type_pb.TYPE_INTERVAL,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_ALIASES = {
    "INTEGER": "INT64",
    "INT": "INT64",
    "BIGINT": "INT64",
    "SMALLINT": "INT64",
    "FLOAT": "FLOAT64",
    "BOOLEAN": "BOOL",
    "DECIMAL": "NUMERIC",
    "BIGDECIMAL": "BIGNUMERIC",
    "RECORD": "STRUCT",
}
_TOKEN = re.compile(r"\s*([A-Za-z_]\w*|`[^`]+`|\d+|[<>,()])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table or of a query's answer."""

    name: str
    type: type_pb.TypeProto

    @property
    def type_name(self) -> str:
        """The type as BigQuery writes it, for example `ARRAY<STRUCT<name STRING, n INT64>>`."""
        return type_name(self.type)


def parse_type(text: str) -> type_pb.TypeProto:
    """Read a BigQuery type, nested or with parameters. Raises ValueError when it is none."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != "".join(text.split()):
        message = f"{text!r} is not a BigQuery type"
        raise ValueError(message)
    parsed, rest = _read(tokens, text)
    if rest:
        message = f"{text!r} is not a BigQuery type: nothing should follow {' '.join(rest)!r}"
        raise ValueError(message)
    return parsed


def type_name(kind: type_pb.TypeProto) -> str:
    """Write a type as BigQuery writes it."""
    if kind.type_kind == type_pb.TYPE_ARRAY:
        return f"ARRAY<{type_name(kind.array_type.element_type)}>"
    if kind.type_kind == type_pb.TYPE_STRUCT:
        fields = (f"{f.field_name} {type_name(f.field_type)}" for f in kind.struct_type.field)
        return f"STRUCT<{', '.join(fields)}>"
    return _NAMES.get(kind.type_kind) or type_pb.TypeKind.Name(kind.type_kind)


def columns_of(struct: str) -> tuple[Column, ...]:
    """Read `name STRING, n INT64` into columns."""
    parsed = parse_type(f"STRUCT<{struct}>")
    return tuple(Column(name=f.field_name, type=f.field_type) for f in parsed.struct_type.field)


def array_of_rows(columns: Iterable[Column]) -> type_pb.TypeProto:
    """Return the type of an array whose elements are rows of these columns."""
    fields = [type_pb.StructFieldProto(field_name=c.name, field_type=c.type) for c in columns]
    struct = type_pb.StructTypeProto(field=fields)
    row = type_pb.TypeProto(type_kind=type_pb.TYPE_STRUCT, struct_type=struct)
    array = type_pb.ArrayTypeProto(element_type=row)
    return type_pb.TypeProto(type_kind=type_pb.TYPE_ARRAY, array_type=array)


def _read(tokens: list[str], text: str) -> tuple[type_pb.TypeProto, list[str]]:
    """Read one type off the front of the tokens; give it and what is left."""
    if not tokens:
        message = f"{text!r} is not a BigQuery type: it ends too early"
        raise ValueError(message)
    name = _ALIASES.get(tokens[0].upper(), tokens[0].upper())
    if name == "ARRAY":
        element, rest = _read(_after("<", tokens[1:], text), text)
        array = type_pb.ArrayTypeProto(element_type=element)
        kind = type_pb.TypeProto(type_kind=type_pb.TYPE_ARRAY, array_type=array)
        return kind, _after(">", rest, text)
    if name == "STRUCT":
        return _read_struct(_after("<", tokens[1:], text), text)
    if name not in _KINDS:
        message = f"{text!r} is not a BigQuery type: {tokens[0]!r} is unknown"
        raise ValueError(message)
    return type_pb.TypeProto(type_kind=_KINDS[name]), _without_parameters(tokens[1:])


def _read_struct(tokens: list[str], text: str) -> tuple[type_pb.TypeProto, list[str]]:
    struct = type_pb.StructTypeProto()
    while True:
        name = tokens[0].strip("`") if tokens else ""
        kind, rest = _read(tokens[1:], text)
        struct.field.append(type_pb.StructFieldProto(field_name=name, field_type=kind))
        if rest[:1] == [">"]:
            break
        tokens = _after(",", rest, text)
    return type_pb.TypeProto(type_kind=type_pb.TYPE_STRUCT, struct_type=struct), rest[1:]


def _after(expected: str, tokens: list[str], text: str) -> list[str]:
    if tokens[:1] != [expected]:
        message = f"{text!r} is not a BigQuery type: {expected!r} is missing"
        raise ValueError(message)
    return tokens[1:]


def _without_parameters(tokens: list[str]) -> list[str]:
    if tokens[:1] == ["("] and ")" in tokens:
        return tokens[tokens.index(")") + 1 :]
    return tokens
