"""Artifacts as dbt never writes them: one line each, and what comes after is read."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nightledger.artifacts import Options, Reading, read_folder
from nightledger.errors import RowError
from nightledger.ledger import check_rows
from python.tests.artifacts import documents as dbt

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.row("A11")]

BATCHED = dbt.model("by_day", config={"materialized": "incremental", "tags": ["a"], "meta": {}})
GROUPED = dbt.model(
    "grouped", config={"group": "risk", "meta": {"owner": ["a"], "alerts": {"x": 1}}}
)
TEST = dbt.data_test()
UNIT = dbt.data_test(
    "adds_up", unique_id="unit_test.lender.loans.adds_up", resource_type="unit_test"
)
DAY = ["2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"]
FILES: dict[str, Any] = {
    "manifest": dbt.manifest(
        dbt.model(), BATCHED, GROUPED, TEST,
        unit_tests={UNIT["unique_id"]: UNIT},
        groups={"group.lender.risk": {"name": "risk", "owner": {"email": "r@x.test"}}},
        exposures={"exposure.lender.board": {
            "name": "board", "owner": {"name": "A"},
            "depends_on": {"nodes": ["model.lender.loans"]}}},
    ),
    "run_results": dbt.run_results(
        dbt.result(dbt.model()), dbt.result(GROUPED, "error", message="no"),
        dbt.result(BATCHED, "error", batch_results={"successful": [DAY], "failed": [DAY]}),
        dbt.result(TEST, "fail", failures=1), dbt.result(UNIT, "fail", message="actual differs"),
    ),
    "sources": dbt.sources({
        "unique_id": "source.lender.raw.loans", "status": "warn", "execution_time": 1.0,
        "max_loaded_at": "2026-03-01T00:00:00Z", "snapshotted_at": "2026-03-01T02:00:00Z",
        "max_loaded_at_time_ago_in_s": 7200.0}),
}  # fmt: skip
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 2**70, 10**400, 1e308, float("nan"), float("inf"), "", "x", "\0"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-45T99:99:99", "\ud800"),
    *([], {}, [[]], {"a": None}, [None], ["x"], {"count": "x", "period": "year"}, [{"name": 1}]),
    *("source.x", "model.", ".", "model.lender.by_day", "test.lender.not_null_loans_id.1a2b"),
    *("x" * 5_000, {"started_at": "2026"}, {"nodes": [None]}, {"nodes": {"a": 1}}, [["a"], ["b"]]),
]
DEEP = "[" * 100_000 + "]" * 100_000


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Yield the way to each value of a document."""
    pairs = document.items() if isinstance(document, dict) else ()
    for key, value in enumerate(document) if isinstance(document, list) else pairs:
        yield (*path, key)
        yield from places(value, (*path, key))


PLACES = [(name, path) for name, document in FILES.items() for path in places(document)]


def changed(name: str, path: tuple[Any, ...], value: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return the files with one value replaced."""
    files = copy.deepcopy(FILES)
    inner = files[name]
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return files


def read(texts: dict[str, str]) -> Reading:
    with TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / f"{name}.json").write_text(text)
        reading = read_folder(Path(folder), Options(), dbt.known)
    with suppress(RowError):
        for table, rows in reading.facts.items():
            check_rows(table, rows)
    assert all(len(line) < 2_000 for line in reading.problems)
    return reading


@settings(max_examples=600, deadline=None)
@given(place=st.sampled_from(PLACES), value=st.sampled_from(VALUES))
def test_a_value_of_any_kind_is_a_line_or_a_fact(place: tuple[str, Any], value: Any) -> None:  # noqa: ANN401 - JSON
    name, path = place
    files = changed(name, path, value)
    reading = read({one: json.dumps(files[one]) for one in files})
    assert reading.problems or reading.facts


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(sorted(FILES)),
    start=st.floats(0, 1),
    length=st.integers(0, 40),
    put=st.one_of(st.text(max_size=5), st.sampled_from(["{", "]", '"', "null", "1e999", "NaN"])),
)
def test_a_change_of_the_text_is_a_line_or_a_fact(
    name: str, start: float, length: int, put: str
) -> None:
    texts = {one: json.dumps(document) for one, document in FILES.items()}
    at = int(start * len(texts[name]))
    spoilt = (texts[name][:at] + put + texts[name][at + length :]).encode(errors="replace").decode()
    reading = read(texts | {name: spoilt})
    assert reading.problems or reading.facts


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_is_nested_beyond_measure_is_one_line_and_the_rest_is_read(name: str) -> None:
    texts = {one: json.dumps(document) for one, document in FILES.items()}
    reading = read(texts | {name: DEEP})
    assert len(reading.problems) == 1
    assert "nested deeper than anything dbt writes" in reading.problems[0]
    assert bool(reading.facts) == (name != "manifest")


@pytest.mark.parametrize("depth", [200, 900])
def test_deep_arguments_are_one_line_or_a_fact(depth: int) -> None:
    files = copy.deepcopy(FILES)
    nested: Any = "x"
    for _ in range(depth):
        nested = {"a": nested}
    files["run_results"]["args"]["vars"] = nested
    try:
        texts = {one: json.dumps(document) for one, document in files.items()}
    except RecursionError:
        pytest.skip("not even this test can write it")
    reading = read(texts)
    assert reading.facts["dbt_source_freshness"]


def test_all_of_it_is_read_when_nothing_is_wrong() -> None:
    reading = read({one: json.dumps(document) for one, document in FILES.items()})
    assert reading.problems == []
    assert {table: len(rows) for table, rows in reading.facts.items()} == {
        "dbt_node_results": 3,
        "dbt_test_results": 2,
        "dbt_invocations": 4,
        "dbt_source_freshness": 1,
    }
