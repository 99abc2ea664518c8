"""The reference evaluator: results by the book, with the clock standing still."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from harness.googlesql.catalogue import Catalogue
from harness.googlesql.evaluator import Evaluator

NOW = dt.datetime(2026, 3, 10, 20, 0, tzinfo=dt.timezone.utc)
TABLE = "proj.ds.everything"
COLUMNS = {
    "text": "string",
    "number": "int64",
    "ratio": "float64",
    "is_on": "bool",
    "day": "date",
    "moment": "timestamp",
    "price": "numeric",
    "detail": "json",
    "tags": "array<string>",
    "part": "struct<name string, n int64>",
}
ROW: dict[str, Any] = {
    "text": "it's",
    "number": -3,
    "ratio": 0.5,
    "is_on": False,
    "day": dt.date(2026, 3, 9),
    "moment": dt.datetime(2026, 3, 9, 1, 2, 3, 456789, tzinfo=dt.timezone.utc),
    "price": Decimal("-1.25"),
    "detail": {"a": [1, None]},
    "tags": ["x", "y"],
    "part": {"name": "n", "n": 1},
}


@pytest.fixture
def evaluator() -> Evaluator:
    """Return an evaluator which knows one table, with a column of every type."""
    catalogue = Catalogue("proj")
    catalogue.add_table(TABLE, COLUMNS)
    return Evaluator(catalogue)


def rows(evaluator: Evaluator, sql: str, *given: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return evaluator.evaluate(sql, {TABLE: given}, now=NOW).rows


def test_values_of_every_type_come_back_as_they_went_in(evaluator: Evaluator) -> None:
    assert rows(evaluator, "select * from ds.everything", ROW) == (ROW,)


def test_missing_columns_are_null_and_missing_arrays_empty(
    evaluator: Evaluator,
) -> None:
    (row,) = rows(evaluator, "select * from `proj`.`ds`.`everything`", {})
    assert row == dict.fromkeys(COLUMNS) | {"tags": [], "part": None}


def test_an_unknown_column_is_refused(evaluator: Evaluator) -> None:
    with pytest.raises(ValueError, match=r"table proj\.ds\.everything: there is no field colour"):
        rows(evaluator, "select 1 from ds.everything", {"colour": "red"})


def test_a_value_of_the_wrong_type_is_refused(evaluator: Evaluator) -> None:
    with pytest.raises(ValueError, match="number: 'many' is no INT64"):
        rows(evaluator, "select 1 from ds.everything", {"number": "many"})


def test_the_clock_stands_still(evaluator: Evaluator) -> None:
    sql = """
        select
            current_timestamp() as now,
            current_date as today,
            current_date('Asia/Tokyo') as tomorrow,
            'current_timestamp()' as text, -- current_timestamp()
    """
    assert rows(evaluator, sql) == (
        {
            "now": NOW,
            "today": dt.date(2026, 3, 10),
            "tomorrow": dt.date(2026, 3, 11),
            "text": "current_timestamp()",
        },
    )


def test_parameters_are_passed(evaluator: Evaluator) -> None:
    answer = evaluator.evaluate(
        "select @first_at as first_at, array_length(json_query_array(@rows)) as n",
        {},
        {
            "first_at": ("timestamp", "2026-03-10T05:00:00Z"),
            "rows": ("string", "[1, 2]"),
        },
        now=NOW,
    )
    at = dt.datetime(2026, 3, 10, 5, tzinfo=dt.timezone.utc)
    assert answer.rows == ({"first_at": at, "n": 2},)


def test_tables_can_be_named_with_and_without_alias(evaluator: Evaluator) -> None:
    sql = """
        select everything.text, e.number
        from proj.ds.everything
        inner join `proj.ds.everything` as e on everything.text = e.text
    """
    assert rows(evaluator, sql, ROW) == ({"text": "it's", "number": -3},)
    assert len(rows(evaluator, sql, ROW, {"text": "other"})) == 2
