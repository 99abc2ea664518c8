"""Compare rows of an answer with what is expected, and show the difference as a table."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from harness.googlesql.protos import type_pb
from harness.googlesql.types import type_name
from harness.googlesql.values import as_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harness.googlesql.types import Column

_WIDEST_CELL = 44
_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Rows which are missing or should not be there, as a printable table."""

    table: str

    def __str__(self) -> str:
        """Return the table."""
        return self.table


def difference(
    expected: Iterable[Mapping[str, Any]],
    actual: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    *,
    ordered: bool = False,
) -> Difference | None:
    """Return the difference in these columns, or None. Without `ordered` rows are a bag."""
    wanted = [_texts(row, columns) for row in expected]
    found = [_texts(row, columns) for row in actual]
    if wanted == found or (not ordered and Counter(wanted) == Counter(found)):
        return None
    return Difference(table=_table([c.name for c in columns], wanted, found))


def _texts(row: Mapping[str, Any], columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(_text(canonical(row.get(column.name), column.type)) for column in columns)


def canonical(value: Any, kind: type_pb.TypeProto) -> Any:  # noqa: ANN401 - any SQL value
    """Return one form for values which are equal in BigQuery, however YAML or a client writes them.

    Floats are compared to nine digits; a null array is an empty one, as in BigQuery's answers.
    """
    if kind.type_kind == type_pb.TYPE_ARRAY:
        return [canonical(element, kind.array_type.element_type) for element in value or ()]
    if value is None:
        return None
    if kind.type_kind == type_pb.TYPE_STRUCT:
        fields = {f.field_name: f.field_type for f in kind.struct_type.field}
        return {name: canonical(value[name], field) for name, field in fields.items()}
    convert = _SCALARS.get(type_name(kind))
    return convert(value) if convert else value


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    parsed = json.loads(value) if isinstance(value, str) else value
    return json.dumps(parsed, sort_keys=True)


def _date(value: Any) -> dt.date:  # noqa: ANN401 - a date, or text in YAML
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _decimal(value: Any) -> Decimal:  # noqa: ANN401 - a number, or text in YAML
    return Decimal(str(value)).normalize()


def _float(value: Any) -> float:  # noqa: ANN401 - a number, or text in YAML
    return float(f"{float(value):.{_DIGITS}g}")


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "TIMESTAMP": as_timestamp,
    "DATE": _date,
    "JSON": _json,
    "FLOAT64": _float,
    "NUMERIC": _decimal,
    "BIGNUMERIC": _decimal,
}


def _text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ").removesuffix("+00:00")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return json.dumps(value, default=_text)
    return str(value)


def _table(
    header: Sequence[str],
    wanted: Sequence[tuple[str, ...]],
    found: Sequence[tuple[str, ...]],
) -> str:
    """Draw the rows: `-` is missing, `+` should not be there, the rest is as expected."""
    left = Counter(found)
    lines: list[tuple[str, ...]] = [("", *header)]
    for row in wanted:
        lines.append((" " if left[row] > 0 else "-", *row))
        left[row] -= 1
    surplus = [row for row in dict.fromkeys(found) for _ in range(max(left[row], 0))]
    lines += [("+", *row) for row in surplus]
    cut = [tuple(cell[:_WIDEST_CELL] for cell in line) for line in lines]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    padded = (map(str.ljust, line, widths) for line in cut)
    return "\n".join("  ".join(line).rstrip() for line in padded)
