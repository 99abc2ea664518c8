"""Which columns had data, from the files of real loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dlt
import pyarrow as pa  # type: ignore[import-untyped] # it has no types
import pytest
from nightledger.dlt import load_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from dlt.pipeline.pipeline import Pipeline

    Maker = Callable[..., Pipeline]

pytestmark = pytest.mark.row("A8")


def columns(pipeline: Pipeline, table: str = "orders") -> object:
    facts = load_facts(pipeline, environment="test")
    return next(fact["columns"] for fact in facts if fact["table_name"] == table)


def load(pipeline: Pipeline, *rows: dict[str, Any], **how: Any) -> None:  # noqa: ANN401 - dlt's options
    pipeline.run(dlt.resource(list(rows), name="orders"), **how)


@pytest.mark.parametrize("file_format", ["jsonl", "parquet"])
@pytest.mark.parametrize("is_plain", ["true", "false"])
def test_a_column_that_the_source_stopped_sending_is_not_among_those_with_data(
    pipeline: Maker, monkeypatch: pytest.MonkeyPatch, file_format: str, is_plain: str
) -> None:
    monkeypatch.setenv("NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION", is_plain)
    shop = pipeline()
    load(shop, {"id": 1, "coupon": None}, {"id": 2, "coupon": "x"}, loader_file_format=file_format)
    assert columns(shop) == ["id bigint", "coupon text"]
    load(shop, {"id": 3}, {"id": 4, "coupon": None}, loader_file_format=file_format)
    assert columns(shop) == ["id bigint"]


def test_a_table_without_rows_has_no_columns_with_data(pipeline: Maker) -> None:
    shop = pipeline()
    load(shop, {"id": 1})
    load(shop)
    assert columns(shop) == []


def test_nested_tables_have_their_own(pipeline: Maker) -> None:
    shop = pipeline()
    load(shop, {"id": 1, "lines": [{"sku": "a", "price": {"net": 1}}]})
    assert columns(shop, "orders__lines") == ["sku text", "price__net bigint"]


def test_arrow_tables_have_theirs_and_a_new_one_changes_nothing(pipeline: Maker) -> None:
    shop = pipeline()
    load(shop, {"id": 1})
    clicks = pa.table({"id": [1, 2], "at": pa.array([None, None], pa.int64())})
    shop.run(dlt.resource([clicks], name="clicks"))
    (fact,) = load_facts(shop, environment="test")
    assert (fact["columns"], fact["schema_changes"]) == (["id bigint"], [])


def test_where_the_files_are_gone_it_says_nothing(
    pipeline: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOAD__DELETE_COMPLETED_JOBS", "true")
    shop = pipeline()
    load(shop, {"id": 1})
    assert columns(shop) == []
