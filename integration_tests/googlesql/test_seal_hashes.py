"""The hashes of a seal by the book: any edit shows, the order of rows does not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from harness.googlesql.catalogue import Catalogue
from harness.googlesql.evaluator import Evaluator
from hypothesis import given, settings
from hypothesis import strategies as st
from nightledger.ledger.sealing_sql import CONTENTS_PARAMETERS, contents_sql

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.row("G1")
NOON = datetime(2026, 3, 9, 12, tzinfo=timezone.utc)
MIDNIGHT = NOON - timedelta(hours=12)
COLUMNS = {
    "row_id": "string",
    "recorded_at": "timestamp",
    "message": "string",
    "failures": "int64",
    "seconds": "float64",
    "is_late": "bool",
    "sample": "json",
    "tags": "array<string>",
}
Row = dict[str, Any]
rows = st.fixed_dictionaries(
    {
        "row_id": st.text("0123456789abcdef", min_size=32, max_size=32),
        "recorded_at": st.integers(0, 86_399).map(lambda s: MIDNIGHT + timedelta(seconds=s)),
        "message": st.none() | st.text("aä'\"\n, ", max_size=4),
        "failures": st.none() | st.integers(-(2**63), 2**63 - 1),
        "seconds": st.none() | st.sampled_from([0.0, 0.1, 1e300]),
        "is_late": st.none() | st.booleans(),
        "sample": st.sampled_from([{}, {"a": None}, {"a": [1]}]),
        "tags": st.lists(st.sampled_from(["a", "b", "a,b"]), max_size=3),
    }
)


@pytest.fixture(scope="module")
def hashed() -> Callable[[list[Row]], list[tuple[int, str]]]:
    """Return what the statement says of rows: row count and buckets of the first half, and all."""
    catalogue = Catalogue("proj")
    catalogue.add_table("proj.ds.t", COLUMNS)
    evaluator = Evaluator(catalogue)
    ends = {"half": NOON, "whole": MIDNIGHT + timedelta(days=1)}
    periods = [
        {"key": key, "starts_at": str(MIDNIGHT), "ends_at": str(end)} for key, end in ends.items()
    ]
    values = (json.dumps(periods), MIDNIGHT, ends["whole"])
    parameters = {
        name: (kind, value)
        for (name, kind), value in zip(CONTENTS_PARAMETERS.items(), values, strict=True)
    }
    sql = contents_sql("proj.ds.t", tuple(COLUMNS))

    def run(given: list[Row]) -> list[tuple[int, str]]:
        answer = evaluator.evaluate(sql, {"proj.ds.t": given}, parameters, now=NOON)
        found = {row["period_key"]: (row["row_count"], row["buckets"]) for row in answer.rows}
        return [found.get(key, (0, "")) for key in ends]

    return run


@settings(max_examples=30, deadline=None)
@given(
    table=st.lists(rows, min_size=1, max_size=6, unique_by=lambda row: row["row_id"]),
    other=rows,
    data=st.data(),
)
def test_any_edit_shows_and_the_order_of_rows_does_not(
    hashed: Callable[[list[Row]], list[tuple[int, str]]],
    table: list[Row],
    other: Row,
    data: st.DataObject,
) -> None:
    before = hashed(table)
    assert before[1][0] == len(table)
    assert hashed(data.draw(st.permutations(table))) == before
    place = data.draw(st.integers(0, len(table) - 1))
    column = data.draw(st.sampled_from(sorted(COLUMNS)))
    edited = [row | ({column: other[column]} if n == place else {}) for n, row in enumerate(table)]
    assert (hashed(edited)[1] == before[1]) == (other[column] == table[place][column])
    assert hashed(table[:place] + table[place + 1 :])[1] != before[1]
    assert hashed([*table, table[place]])[1] != before[1]
    assert hashed([*table, other])[1] != before[1]
    later = table[place] | {"row_id": "f" * 32, "recorded_at": NOON}
    assert hashed([*table, later])[0] == before[0]
