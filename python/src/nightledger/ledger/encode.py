"""Rows on their way to BigQuery: checked against the contract, then spelt as JSON."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from nightledger.contract import OCCURRED_AT
from nightledger.errors import RowError
from nightledger.ledger.statements import ROW_ID, WRITTEN, filled_columns
from nightledger.redaction import redact, redact_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nightledger.contract import Column, Table

INT64 = range(-(2**63), 2**63)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
SHOWN_CHARACTERS = 80
TEXTS = ("string", "array<string>", "json")
"""Types of the columns that can hold a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedRow:
    """One row as a JSON list; `size` is its length in bytes inside a request."""

    text: str
    size: int
    occurred_at: datetime


def encode_rows(table: Table, rows: Iterable[Mapping[str, Any]]) -> list[EncodedRow]:
    """Encode every row, in order.

    Raises RowError for the first one that breaks the contract, with the table, the
    row's number (the first is 1) and the column.
    """
    return [encode_row(table, row, number) for number, row in enumerate(rows, start=1)]


def encode_row(table: Table, row: Mapping[str, Any], number: int) -> EncodedRow:
    """Encode one row; a column that is not given is null."""
    place = f"{table.name}, row {number}"
    check_names(table, row, place)
    values = [
        encode_value(column, row.get(column.name), f"{place}, column {column.name}")
        for column in filled_columns(table)
    ]
    text = LONE_SURROGATE.sub(REPLACEMENT, json.dumps(values, ensure_ascii=False))
    return EncodedRow(text=text, size=len(json.dumps(text)), occurred_at=row[OCCURRED_AT])


def check_values(table: Table, row: Mapping[str, Any]) -> None:
    """Check a row as encoding it would. Raises RowError, whose `place` names the column."""
    check_names(table, row, table.name)
    for column in filled_columns(table):
        plain_value(column, row.get(column.name), f"{table.name}, column {column.name}")


def check_names(table: Table, row: Mapping[str, Any], place: str) -> None:
    """Refuse a column the table does not have; what SQL computes is not the writer's to give."""
    known = {column.name for column in filled_columns(table)}
    unknown = sorted(set(row) - known)
    if unknown:
        reason = (
            "SQL computes it"
            if {ROW_ID, *WRITTEN}.issuperset(unknown)
            else f"known are {', '.join(sorted(known))}"
        )
        what = f"{', '.join(unknown)} is no column to fill; {reason}. Nothing was sent."
        raise RowError(place, what)


def encode_value(column: Column, value: object, place: str) -> object:
    """Give a value as JSON can hold it, without secrets. Raises RowError when its type is wrong."""
    encoded = plain_value(column, value, place)
    return redact(encoded) if column.data_type in TEXTS and column.is_redacted else encoded


def plain_value(column: Column, value: object, place: str) -> object:
    """Return a value as JSON can hold it. Raises RowError when its type is wrong."""
    if value is None:
        if column.is_required:
            raise RowError(place, "it is required and was not given. Nothing was sent.")
        return [] if column.data_type.startswith("array<") else None
    try:
        return ENCODERS[column.data_type](value)
    except (ArithmeticError, RecursionError, TypeError, ValueError) as error:
        what = f"{shown(value)} is no {column.data_type}: {str(error)[:SHOWN_CHARACTERS]}"
        raise RowError(place, redact_text(f"{what}. Nothing was sent.")) from error


def shown(value: object) -> str:
    """Return a value as a message shows it: of what holds others only the type."""
    if isinstance(value, (str, float, datetime)) or (isinstance(value, int) and value in INT64):
        return repr(value)[:SHOWN_CHARACTERS]
    return f"a value of type {type(value).__name__}"


def encode_string(value: object) -> str:
    """Take text as it is."""
    if not isinstance(value, str):
        message = f"it is of type {type(value).__name__}"
        raise TypeError(message)
    return value


def encode_timestamp(value: object) -> str:
    """Take a datetime that knows its zone; give UTC."""
    if not isinstance(value, datetime):
        message = f"it is of type {type(value).__name__}, not datetime"
        raise TypeError(message)
    if value.tzinfo is None:
        message = "it has no time zone"
        raise ValueError(message)
    return value.astimezone(timezone.utc).isoformat(sep=" ", timespec="microseconds")


def encode_date(value: object) -> str:
    """Take a date; a moment is none."""
    if isinstance(value, datetime) or not isinstance(value, date):
        message = f"it is of type {type(value).__name__}, not date"
        raise TypeError(message)
    return value.isoformat()


def encode_int64(value: object) -> int:
    """Take a whole number of 64 bits; a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"it is of type {type(value).__name__}"
        raise TypeError(message)
    if value not in INT64:
        message = "it does not fit into 64 bits"
        raise ValueError(message)
    return value


def encode_float64(value: object) -> float | str:
    """Take a number; JSON has no word for those that are not finite, BigQuery reads their names."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        message = f"it is of type {type(value).__name__}"
        raise TypeError(message)
    return float(value) if math.isfinite(value) else str(value)


def encode_bool(value: object) -> bool:
    """Take a truth value, and no number for one."""
    if not isinstance(value, bool):
        message = f"it is of type {type(value).__name__}"
        raise TypeError(message)
    return value


def encode_json(value: object) -> object:
    """Take whatever JSON can hold."""
    json.dumps(value, allow_nan=False)
    return value


def encode_strings(value: object) -> list[str]:
    """Take a list or tuple of texts; BigQuery's arrays hold no nulls."""
    if not isinstance(value, (list, tuple)):
        message = f"it is of type {type(value).__name__}"
        raise TypeError(message)
    return [encode_string(item) for item in value]


ENCODERS: dict[str, Callable[[object], object]] = {
    "string": encode_string,
    "timestamp": encode_timestamp,
    "date": encode_date,
    "int64": encode_int64,
    "float64": encode_float64,
    "bool": encode_bool,
    "json": encode_json,
    "array<string>": encode_strings,
}
