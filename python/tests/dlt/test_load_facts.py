"""Facts of loads, read from real dlt pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dlt
import pytest
from dlt.common.destination.exceptions import DestinationTerminalException
from dlt.pipeline.exceptions import PipelineStepFailed
from nightledger.contract import TABLES
from nightledger.dlt import RunIds, load_facts
from nightledger.dlt.by_resource import by_resource
from nightledger.dlt.load_facts import MESSAGE_CHARS
from nightledger.ledger.encode import encode_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dlt.common.schema.typing import TTableSchema
    from dlt.common.typing import TDataItems
    from dlt.extract.resource import DltResource
    from dlt.pipeline.pipeline import Pipeline

    Maker = Callable[..., Pipeline]
    Facts = dict[str, dict[str, Any]]

pytestmark = pytest.mark.row("A8")


def table(name: str, rows: Iterable[dict[str, Any]], **hints: Any) -> DltResource:  # noqa: ANN401 - dlt's hints
    made: DltResource = dlt.resource(list(rows), name=name, **hints)
    return made


def facts_of(pipeline: Pipeline) -> Facts:
    return {str(f["table_name"]): f for f in load_facts(pipeline, environment="test")}


def test_each_table_of_a_load_has_its_rows(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run([table("orders", [{"id": 1}, {"id": 2}]), table("customers", [{"id": 1}])])
    facts = facts_of(shop)
    assert {name: fact["rows_loaded"] for name, fact in facts.items()} == {
        "orders": 2,
        "customers": 1,
    }
    assert {fact["status"] for fact in facts.values()} == {"loaded"}
    assert {fact["load_id"] for fact in facts.values()} == set(shop.list_completed_load_packages())
    assert facts["orders"]["destination"] == "filesystem"
    assert facts["orders"]["dataset_name"] == "raw"


def test_a_table_that_got_nothing_has_zero_rows(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run([table("orders", [{"id": 1}]), table("RefundsOfToday", [])])
    facts = facts_of(shop)
    assert facts["refunds_of_today"]["rows_loaded"] == 0
    assert facts["refunds_of_today"]["status"] == "loaded"


def test_a_run_that_got_nothing_at_all_is_a_fact_too(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1}]))
    shop.run(table("orders", []))
    facts = facts_of(shop)
    assert facts["orders"]["rows_loaded"] == 0
    assert facts["orders"]["started_at"] <= facts["orders"]["finished_at"]


def test_nested_tables_are_counted_and_stay_known_when_empty(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1, "lines": [{"sku": "a"}, {"sku": "b"}]}]))
    assert facts_of(shop)["orders__lines"]["rows_loaded"] == 2
    shop.run(table("orders", [{"id": 2}]))
    assert facts_of(shop)["orders__lines"]["rows_loaded"] == 0


def test_tables_of_other_runs_are_left_out(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1}]))
    shop.run(table("customers", [{"id": 1}]))
    assert set(facts_of(shop)) == {"customers"}


def test_the_first_load_of_a_table_changes_nothing(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1}]))
    assert facts_of(shop)["orders"]["schema_changes"] == []
    shop.run([table("orders", [{"id": 1}]), table("customers", [{"id": 1}])])
    assert facts_of(shop)["customers"]["schema_changes"] == []


def test_added_columns_and_changed_types_are_named_once(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1, "amount": 1.5}]))
    shop.run(table("orders", [{"id": 2, "amount": "a lot", "coupon": True}]))
    assert facts_of(shop)["orders"]["schema_changes"] == ["amount__v_text text", "coupon bool"]
    shop.run(table("orders", [{"id": 3, "amount": "a lot", "coupon": True}]))
    assert facts_of(shop)["orders"]["schema_changes"] == []


@dlt.destination(name="broken", loader_file_format="typed-jsonl", batch_size=0)
def broken(_items: TDataItems, schema: TTableSchema) -> None:
    if schema["name"] == "orders":
        message = "disk is full " + "x" * 2 * MESSAGE_CHARS
        raise DestinationTerminalException(message)


def test_a_failed_load_says_which_table_failed_and_why(pipeline: Maker) -> None:
    shop = pipeline(broken())
    with pytest.raises(PipelineStepFailed):
        shop.run([table("orders", [{"id": 1}]), table("customers", [{"id": 1}])])
    facts = facts_of(shop)
    assert {fact["status"] for fact in facts.values()} == {"failed"}
    assert {fact["rows_loaded"] for fact in facts.values()} == {None}
    (message,) = facts["orders"]["failed_jobs"]
    assert "disk is full" in message
    assert len(message) < MESSAGE_CHARS + 20
    assert message.endswith("… (cut)")
    assert facts["customers"]["failed_jobs"] == []


def test_a_job_that_failed_without_stopping_the_run_fails_its_table_only(
    pipeline: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOAD__RAISE_ON_FAILED_JOBS", "false")
    shop = pipeline(broken())
    shop.run([table("orders", [{"id": 1}]), table("customers", [{"id": 1}])])
    facts = facts_of(shop)
    assert (facts["orders"]["status"], facts["customers"]["status"]) == ("failed", "loaded")


def test_a_run_that_fails_before_its_rows_are_counted_has_no_number(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1}]))
    frozen = table("orders", [{"id": 1, "new": 1}], schema_contract={"columns": "freeze"})
    with pytest.raises(PipelineStepFailed):
        shop.run(frozen)
    facts = facts_of(shop)
    assert facts["orders"]["rows_loaded"] is None
    assert facts["orders"]["status"] == "failed"
    assert "contract" in facts["orders"]["failed_jobs"][0]


def test_a_package_that_failed_and_is_loaded_by_the_next_run_is_loaded(
    pipeline: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOAD__RAISE_ON_MAX_RETRIES", "1")
    is_away = True

    @dlt.destination(name="away")
    def away(items: TDataItems, table: TTableSchema) -> None:
        if is_away:
            message = f"no way to put {items} into {table['name']}"
            raise ConnectionError(message)

    shop = pipeline(away())
    with pytest.raises(PipelineStepFailed):
        shop.run([table("orders", [{"id": 1}])])
    failed = facts_of(shop)["orders"]
    is_away = False
    shop.run([table("people", [{"id": 1}])])  # dlt loads what is pending, and nothing else
    facts = facts_of(shop)
    assert (failed["status"], facts["orders"]["status"]) == ("failed", "loaded")
    assert facts["orders"]["load_id"] == failed["load_id"]
    assert facts["orders"]["rows_loaded"] is None
    assert set(facts) == {"orders"}


def test_a_pipeline_that_never_ran_has_no_facts(pipeline: Maker) -> None:
    assert load_facts(pipeline(), environment="test") == []


@pytest.mark.row("A12")
@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, RunIds()),
        (
            {"DBT_ENV_CUSTOM_ENV_DAGSTER_RUN_ID": "d"},
            RunIds(pipeline_run_id="d", dagster_run_id="d"),
        ),
        (
            {"NIGHTLEDGER_PIPELINE_RUN_ID": "p", "DBT_ENV_CUSTOM_ENV_DAGSTER_RUN_ID": "d"},
            RunIds(pipeline_run_id="p", dagster_run_id="d"),
        ),
        ({"DAGSTER_RUN_ID": "d"}, RunIds(pipeline_run_id="d", dagster_run_id="d")),
        ({"NIGHTLEDGER_PIPELINE_RUN_ID": ""}, RunIds()),
    ],
)
def test_ids_come_from_the_environment(environ: dict[str, str], expected: RunIds) -> None:
    assert RunIds.from_environ(environ) == expected


@pytest.mark.row("A12")
def test_facts_fit_the_contract_and_carry_the_ids(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1}]))
    ids = RunIds(pipeline_run_id="p", dagster_run_id="d")
    (fact,) = load_facts(shop, environment="test", ids=ids)
    assert (fact["pipeline_run_id"], fact["dagster_run_id"]) == ("p", "d")
    columns = {column.name for column in TABLES["dlt_loads"].columns}
    assert columns - set(fact) == {
        "row_id",
        "recorded_at",
        "recorded_by",
        "shifted_days",
    }
    assert set(fact) <= columns
    assert len(encode_rows(TABLES["dlt_loads"], [fact])) == 1


def test_a_very_first_run_that_fails_is_a_fact_too(pipeline: Maker) -> None:
    def orders() -> Iterator[dict[str, int]]:
        yield {"id": 1}
        message = "the service is away, password=hunter2-hunter2"
        raise ConnectionError(message)

    shop = pipeline()
    with pytest.raises(PipelineStepFailed):
        shop.run(dlt.resource(orders, name="orders"))
    fact = facts_of(shop)["orders"]
    assert (fact["status"], fact["rows_loaded"], fact["columns"]) == ("failed", None, [])
    assert "the service is away" in fact["failed_jobs"][0]
    assert "hunter2" not in fact["failed_jobs"][0]


@pytest.mark.row("G2")
@pytest.mark.parametrize(
    ("setting", "kept"),
    [
        ("masked", "Bad int64 value: ***"),
        ("full", "Bad int64 value: ana@lender.example"),
        ("class_only", "Bad int64 value"),
    ],
)
def test_of_what_stopped_a_load_as_much_is_kept_as_the_setting_says(
    pipeline: Maker, monkeypatch: pytest.MonkeyPatch, setting: str, kept: str
) -> None:
    monkeypatch.setenv("NIGHTLEDGER_MESSAGES", setting)

    def orders() -> Iterator[dict[str, int]]:
        yield {"id": 1}
        message = "Bad int64 value: ana@lender.example"
        raise ValueError(message)

    shop = pipeline()
    with pytest.raises(PipelineStepFailed):
        shop.run(dlt.resource(orders, name="orders"))
    for fact in facts_of(shop).values():
        (message,) = fact["failed_jobs"]
        assert kept in message
        assert ("ana@" in message) is (setting == "full")


def rows_of(pipeline: Pipeline) -> dict[str, Any]:
    return {name: fact["rows_loaded"] for name, fact in facts_of(pipeline).items()}


def named(row: dict[str, Any]) -> str:
    return f"by_{row['kind']}"


NAMES: dict[str, tuple[Any, dict[str, int]]] = {
    "as the resource": ({}, {"odd": 2}),
    "in another spelling": ({"table_name": "OddTable"}, {"odd_table": 2}),
    "by a lambda": ({"table_name": lambda row: f"of_{row['kind']}"}, {"of_a": 1, "of_b": 1}),
    "by a function": ({"table_name": named}, {"by_a": 1, "by_b": 1}),
}


@pytest.mark.parametrize("case", NAMES)
def test_the_tables_a_resource_writes_have_rows_and_no_others(pipeline: Maker, case: str) -> None:
    hints, expected = NAMES[case]
    shop = pipeline()
    shop.run(table("odd", [{"kind": "a"}, {"kind": "b"}], **hints))
    assert rows_of(shop) == expected
    shop.run(table("odd", [], **hints))
    assert rows_of(shop) == dict.fromkeys(expected, 0)


def test_a_table_marked_row_by_row_is_known_by_its_name(pipeline: Maker) -> None:
    def marked() -> Iterator[Any]:
        yield dlt.mark.with_table_name({"id": 1}, "One")
        yield dlt.mark.with_table_name({"id": 1}, "two")

    shop = pipeline()
    shop.run(dlt.resource(marked, name="both"))
    assert rows_of(shop) == {"one": 1, "two": 1}


def test_a_renamed_table_without_any_rows_so_far_stands_under_its_own_name(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run([table("orders", [{"id": 1}]), table("odd", [], table_name="OddTable")])
    assert rows_of(shop) == {"orders": 1, "odd_table": 0}


def test_tables_nested_in_a_renamed_one_belong_to_its_resource(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("odd", [{"id": 1, "lines": [{"sku": 1}]}], table_name="OddTable"))
    facts = load_facts(shop, environment="test")
    load = by_resource(shop, facts, ["odd"])["odd"]
    assert (load.rows, [fact["table_name"] for fact in load.own]) == (1, ["odd_table"])
    assert [fact["table_name"] for fact in load.nested] == ["odd_table__lines"]


def test_what_was_only_extracted_is_not_loaded(pipeline: Maker) -> None:
    shop = pipeline()
    shop.run(table("orders", [{"id": 1}]))
    shop.extract(table("customers", [{"id": 1}]))
    assert rows_of(shop) == {"orders": 1}
    shop.normalize()
    assert rows_of(shop) == {"orders": 1}
    shop.load()
    assert rows_of(shop) == {"orders": 1, "customers": 1}
    assert len({fact["load_id"] for fact in facts_of(shop).values()}) == 2


def test_a_failed_load_whose_jobs_say_nothing_carries_what_stopped_it(
    pipeline: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "no right to create a table, token=abcdefghijklmnop"
        raise DestinationTerminalException(message)

    shop = pipeline()
    monkeypatch.setattr(
        "dlt.destinations.impl.filesystem.filesystem.FilesystemClient.update_stored_schema", refuse
    )
    with pytest.raises(PipelineStepFailed):
        shop.run([table("orders", [{"id": 1}]), table("customers", [{"id": 1}])])
    facts = facts_of(shop)
    assert {fact["status"] for fact in facts.values()} == {"failed"}
    assert {fact["rows_loaded"] for fact in facts.values()} == {None}
    for fact in facts.values():
        (message,) = fact["failed_jobs"]
        assert "no right to create a table" in message
        assert "abcdefghijklmnop" not in message


def test_a_first_run_that_fails_is_a_fact_whatever_its_table_is_called(pipeline: Maker) -> None:
    def odd() -> Iterator[dict[str, int]]:
        yield {"id": 1}
        message = "the service is away"
        raise ConnectionError(message)

    shop = pipeline()
    with pytest.raises(PipelineStepFailed):
        shop.run(dlt.resource(odd, name="odd", table_name=lambda row: f"of_{row['id']}"))
    (fact,) = load_facts(shop, environment="test")
    assert fact["status"] == "failed"
