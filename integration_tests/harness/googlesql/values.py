"""Python values and GoogleSQL's, both ways.

TIMESTAMP is an aware datetime in UTC, DATETIME a naive one, JSON whatever json.loads gives, NUMERIC
a Decimal, ARRAY a list, STRUCT a dict. A missing value is None, except that a missing array is
empty, as in BigQuery's tables.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from harness.googlesql.protos import type_pb, value_pb
from harness.googlesql.types import type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_DAY_ZERO = dt.date(1970, 1, 1)
_SCALE = {"NUMERIC": 9, "BIGNUMERIC": 38}
_PLAIN = {
    "STRING": "string_value",
    "INT64": "int64_value",
    "FLOAT64": "double_value",
    "BOOL": "bool_value",
    "BYTES": "bytes_value",
}


class WrongValueError(ValueError):
    """A value does not suit its type."""


def to_engine(value: object, kind: type_pb.TypeProto) -> value_pb.ValueProto:
    """Encode a value. Raises WrongValueError when the value does not suit the type."""
    if value is None and kind.type_kind != type_pb.TYPE_ARRAY:
        return value_pb.ValueProto()
    name = type_name(kind).split("<")[0]
    encoder = _ENCODERS.get(name)
    if encoder is None:
        message = f"no test value can be made for the type {type_name(kind)}"
        raise WrongValueError(message)
    try:
        return encoder(value, kind)
    except WrongValueError:
        raise
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
        message = f"{value!r} is no {type_name(kind)}: {error}"
        raise WrongValueError(message) from error


def from_engine(value: value_pb.ValueProto, kind: type_pb.TypeProto) -> Any:  # noqa: ANN401
    """Decode a value."""
    held = value.WhichOneof("value")
    if held is None:
        return None
    name = type_name(kind).split("<")[0]
    decoder = _DECODERS.get(name)
    return decoder(value, kind) if decoder else getattr(value, held)


def as_timestamp(value: object) -> dt.datetime:
    """Read a moment as YAML or JSON writes it; one without a zone is in UTC."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - made UTC below
    if not isinstance(value, dt.datetime):
        message = "expected a date and time"
        raise TypeError(message)
    if value.tzinfo is None:
        return value.replace(tzinfo=dt.timezone.utc)
    return value.astimezone(dt.timezone.utc)


def _put_plain(value: Any, kind: type_pb.TypeProto) -> value_pb.ValueProto:  # noqa: ANN401
    encoded = value_pb.ValueProto()
    setattr(encoded, _PLAIN[type_name(kind)], value)
    return encoded


def _put_timestamp(value: object, _: type_pb.TypeProto) -> value_pb.ValueProto:
    encoded = value_pb.ValueProto()
    encoded.timestamp_value.FromDatetime(as_timestamp(value).replace(tzinfo=None))
    return encoded


def _put_date(value: Any, _: type_pb.TypeProto) -> value_pb.ValueProto:  # noqa: ANN401
    day = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return value_pb.ValueProto(date_value=(day - _DAY_ZERO).days)


def _put_json(value: object, _: type_pb.TypeProto) -> value_pb.ValueProto:
    text = value if isinstance(value, str) else json.dumps(value)
    return value_pb.ValueProto(json_value=text)


def _put_numeric(value: object, kind: type_pb.TypeProto) -> value_pb.ValueProto:
    name = type_name(kind)
    number = int(Decimal(str(value)).scaleb(_SCALE[name]))
    content = number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)
    if name == "NUMERIC":
        return value_pb.ValueProto(numeric_value=content)
    return value_pb.ValueProto(bignumeric_value=content)


def _put_array(value: Sequence[object] | None, kind: type_pb.TypeProto) -> value_pb.ValueProto:
    encoded = value_pb.ValueProto()
    encoded.array_value.SetInParent()
    for element in value or ():
        encoded.array_value.element.append(to_engine(element, kind.array_type.element_type))
    return encoded


def _put_struct(value: Mapping[str, object], kind: type_pb.TypeProto) -> value_pb.ValueProto:
    fields = {field.field_name: field.field_type for field in kind.struct_type.field}
    unknown = sorted(set(value) - set(fields))
    if unknown:
        message = f"there is no field {', '.join(unknown)}, only {', '.join(fields)}"
        raise WrongValueError(message)
    encoded = value_pb.ValueProto()
    encoded.struct_value.SetInParent()
    for name, field_type in fields.items():
        encoded.struct_value.field.append(_put_field(name, value.get(name), field_type))
    return encoded


def _put_field(name: str, value: object, kind: type_pb.TypeProto) -> value_pb.ValueProto:
    try:
        return to_engine(value, kind)
    except WrongValueError as error:
        message = f"{name}: {error}"
        raise WrongValueError(message) from error


def _get_timestamp(value: value_pb.ValueProto, _: type_pb.TypeProto) -> dt.datetime:
    moment: dt.datetime = value.timestamp_value.ToDatetime(tzinfo=dt.timezone.utc)
    return moment


def _get_datetime(value: value_pb.ValueProto, _: type_pb.TypeProto) -> dt.datetime:
    bits = value.datetime_value.bit_field_datetime_seconds
    return dt.datetime(  # noqa: DTZ001 - a DATETIME has no zone
        bits >> 26,
        bits >> 22 & 15,
        bits >> 17 & 31,
        bits >> 12 & 31,
        bits >> 6 & 63,
        bits & 63,
        value.datetime_value.nanos // 1000,
    )


def _get_numeric(value: value_pb.ValueProto, kind: type_pb.TypeProto) -> Decimal:
    name = type_name(kind)
    content = value.numeric_value if name == "NUMERIC" else value.bignumeric_value
    number = int.from_bytes(content, "little", signed=True)
    return Decimal(number).scaleb(-_SCALE[name]).normalize()


def _get_struct(value: value_pb.ValueProto, kind: type_pb.TypeProto) -> dict[str, Any]:
    pairs = zip(kind.struct_type.field, value.struct_value.field, strict=True)
    return {field.field_name: from_engine(held, field.field_type) for field, held in pairs}


_ENCODERS: dict[str, Callable[[Any, type_pb.TypeProto], value_pb.ValueProto]] = {
    **dict.fromkeys(_PLAIN, _put_plain),
    "TIMESTAMP": _put_timestamp,
    "DATE": _put_date,
    "JSON": _put_json,
    "NUMERIC": _put_numeric,
    "BIGNUMERIC": _put_numeric,
    "ARRAY": _put_array,
    "STRUCT": _put_struct,
}
_DECODERS: dict[str, Callable[[value_pb.ValueProto, type_pb.TypeProto], Any]] = {
    "TIMESTAMP": _get_timestamp,
    "DATE": lambda value, _: _DAY_ZERO + dt.timedelta(days=value.date_value),
    "DATETIME": _get_datetime,
    "JSON": lambda value, _: json.loads(value.json_value),
    "NUMERIC": _get_numeric,
    "BIGNUMERIC": _get_numeric,
    "ARRAY": lambda value, kind: [
        from_engine(element, kind.array_type.element_type) for element in value.array_value.element
    ],
    "STRUCT": _get_struct,
}
