"""Metadata that wants to break a row."""

from __future__ import annotations

import json
import math
from datetime import datetime, timezone
from typing import Any

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nightledger.contract import TABLES
from nightledger.dagster.rows.metadata import (
    ALL_CHARACTERS,
    VALUE_CHARACTERS,
    metadata_json,
    texts_of,
    whole_number_of,
)
from nightledger.dagster.rows.texts import CUT, TEXT_CHARACTERS, clean, clean_ends, shortened
from nightledger.ledger.encode import encode_rows

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.datetimes()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
TABLE = TABLES["dagster_asset_materializations"]


def stored(metadata: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return metadata as it is in the ledger, having been through everything a row goes through."""
    row = {
        "occurred_at": datetime(2026, 1, 1, tzinfo=timezone.utc),
        "environment": "test",
        "deployment": "d",
        "event_id": "1",
        "asset_key": "a",
        "event": "observed",
        "metadata": metadata_json(metadata),
    }
    (encoded,) = encode_rows(TABLE, [row])
    by_bigquery = {"row_id", "recorded_at", "recorded_by"}
    written = [one.name for one in TABLE.columns if one.name not in by_bigquery]
    return json.loads(encoded.text)[written.index("metadata")]


@pytest.mark.row("A6")
@given(st.dictionaries(st.text(), VALUES, max_size=8))
def test_no_metadata_breaks_a_row(metadata: dict[str, Any]) -> None:
    assert isinstance(stored(metadata), dict) == bool(metadata)


@pytest.mark.row("A6")
def test_dagsters_own_kinds_of_metadata_are_readable() -> None:
    schema = dg.TableSchema(columns=[dg.TableColumn("id", "int")])
    assert stored(
        {
            "text": dg.MetadataValue.text("words"),
            "url": dg.MetadataValue.url("https://x.example"),
            "json": dg.MetadataValue.json({"a": [1, None]}),
            "int": dg.MetadataValue.int(7),
            "huge": dg.MetadataValue.int(10**40),
            "float": dg.MetadataValue.float(math.nan),
            "bool": dg.MetadataValue.bool(True),
            "none": dg.MetadataValue.null(),
            "asset": dg.MetadataValue.asset(dg.AssetKey(["a", "b"])),
            "table": dg.MetadataValue.table([dg.TableRecord({"id": 1})], schema=schema),
            "schema": dg.MetadataValue.table_schema(schema),
            "bytes": b"\xff\x00raw",
            "deep": {"1": {"2": {"3": {"4": {"5": {"6": {"7": {"8": {"9": 1}}}}}}}}},
        }
    ) == {
        "text": "words",
        "url": "https://x.example",
        "json": {"a": [1, None]},
        "int": 7,
        "huge": str(10**40),
        "float": "nan",
        "bool": True,
        "none": None,
        "asset": "a/b",
        "table": [{"id": 1}],
        "schema": ["id int"],
        "bytes": "\N{REPLACEMENT CHARACTER}\x00raw",
        "deep": {"1": {"2": {"3": {"4": {"5": {"6": {"7": {"8": "{'9': 1}"}}}}}}}},
    }


@pytest.mark.row("A6")
def test_long_metadata_is_cut_and_says_so() -> None:
    found = stored({"long": "x" * 10**6, "list": list(range(10**5))})
    assert len(found["long"]) == VALUE_CHARACTERS
    assert len(found["list"]) == VALUE_CHARACTERS
    assert found["long"].endswith(CUT)
    many = stored({f"key {n:04}": "x" * 1_000 for n in range(1_000)})
    assert len(json.dumps(many)) < ALL_CHARACTERS + VALUE_CHARACTERS
    assert many["nightledger/left_out"] == 1_000 - (len(many) - 1)


@pytest.mark.row("A6")
def test_a_value_whose_own_code_raises_does_not_break_the_row() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError

    assert stored({"broken": Broken()}) == {"broken": "Broken (unreadable: RuntimeError)"}


@pytest.mark.row("G3")
@pytest.mark.parametrize(
    "metadata",
    [
        {"password": "hunter2"},
        {"connection": "postgresql://ada:hunter2@db/x"},
        {"nested": {"api_key": "hunter2"}},
        {"text": dg.MetadataValue.text("password=hunter2")},
        {"json": dg.MetadataValue.json([{"secret": "hunter2"}])},
    ],
)
def test_secrets_in_metadata_are_not_stored(metadata: dict[str, Any]) -> None:
    assert "hunter2" not in json.dumps(stored(metadata))


@pytest.mark.row("A6")
@pytest.mark.parametrize(
    ("value", "count"),
    [
        (0, 0),
        (7, 7),
        (7.0, 7),
        (dg.MetadataValue.int(3), 3),
        (2**63 - 1, 2**63 - 1),
        (2**63, None),
        (True, None),
        (7.5, None),
        (math.inf, None),
        ("7", None),
        (None, None),
    ],
)
def test_a_row_count_is_a_whole_number_or_not_said(value: object, count: int | None) -> None:
    assert whole_number_of({"dagster/row_count": value}, "dagster/row_count") == count


@pytest.mark.row("A6")
def test_the_first_number_that_is_one_counts() -> None:
    metadata = {"dagster/row_count": "many", "rows_loaded": 0}
    assert whole_number_of(metadata, "dagster/row_count", "rows_loaded") == 0


@pytest.mark.row("A12")
def test_load_ids_may_come_as_a_list_or_as_one() -> None:
    assert texts_of({"dlt_load_ids": ["1.5", "2.5"]}, "dlt_load_ids") == ["1.5", "2.5"]
    assert texts_of({"dlt_load_ids": dg.MetadataValue.text("1.5")}, "dlt_load_ids") == ["1.5"]
    assert texts_of({"dlt_load_ids": 7}, "dlt_load_ids") == []


@pytest.mark.row("A5")
def test_text_has_no_colours_and_is_cut_at_the_limit() -> None:
    assert clean("\x1b[31mred\x1b[0m \x1b]8;;https://x\x07link\x1b]8;;\x07") == "red link"
    assert len(clean("x" * 10**6)) == TEXT_CHARACTERS
    ends = clean_ends("first " + "x" * 10**5 + " last")
    assert len(ends) == TEXT_CHARACTERS
    assert ends.startswith("first")
    assert ends.endswith("last")


@pytest.mark.row("A5")
def test_a_long_list_says_how_much_is_left_out() -> None:
    assert shortened(["aa", "bb", "cc"], limit=4) == ["aa", "bb", "… and 1 more"]
