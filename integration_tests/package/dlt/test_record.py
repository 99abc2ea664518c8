"""Loads put on record outside Dagster."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import dlt
import pytest
from dlt.pipeline.exceptions import PipelineStepFailed
from nightledger.dlt import record, recorded
from nightledger.errors import ConfigError, PermanentLedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dlt.extract.resource import DltResource
    from dlt.pipeline.pipeline import Pipeline
    from google.cloud.bigquery import Client
    from harness.target import Target

    Maker = Callable[..., Pipeline]

pytestmark = [pytest.mark.row("A8"), pytest.mark.row("D5")]


def orders(count: int, *, fails: bool = False) -> DltResource:
    def rows() -> Iterator[dict[str, int]]:
        yield from ({"id": number} for number in range(count))
        if fails:
            message = "the shop is closed"
            raise ConnectionError(message)

    made: DltResource = dlt.resource(rows, name="orders")
    return made


def on_record(client: Client, ledger: str) -> list[tuple[Any, ...]]:
    sql = f"select environment, rows_loaded, status from {ledger}.dlt_loads order by occurred_at"
    return [tuple(row.values()) for row in client.query_and_wait(sql)]


def test_a_load_is_on_record_once_however_often_it_is_recorded(
    pipeline: Maker, client: Client, ledger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NIGHTLEDGER_ENVIRONMENT", raising=False)
    shop = pipeline()
    shop.run(orders(3))
    assert record(shop, client=client, dataset=ledger) == 1
    assert record(shop, client=client, dataset=ledger) == 0
    assert on_record(client, ledger) == [("prod", 3, "loaded")]


def test_where_the_ledger_is_may_stand_in_the_environment(
    pipeline: Maker,
    bigquery: Target,
    client: Client,
    ledger: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NIGHTLEDGER_PROJECT", bigquery.project)
    monkeypatch.setenv("NIGHTLEDGER_DATASET", ledger)
    monkeypatch.setenv("NIGHTLEDGER_ENVIRONMENT", "staging")
    if bigquery.url:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", bigquery.url)
    shop = pipeline()
    shop.run(orders(3))
    assert record(shop) == 1
    assert on_record(client, ledger) == [("staging", 3, "loaded")]


def test_a_load_that_raises_is_on_record_and_raises(
    pipeline: Maker, client: Client, ledger: str
) -> None:
    shop = pipeline()
    with (
        pytest.raises(PipelineStepFailed, match="the shop is closed"),
        recorded(shop, client=client, dataset=ledger),
    ):
        shop.run(orders(3, fails=True))
    assert on_record(client, ledger) == [("prod", None, "failed")]


def test_nothing_is_recorded_when_nothing_ran(pipeline: Maker, client: Client, ledger: str) -> None:
    shop = pipeline()
    shop.run(orders(3))
    with recorded(shop, client=client, dataset=ledger):
        pass
    assert on_record(client, ledger) == []


def test_a_load_whose_record_cannot_be_written_stays_well_and_the_warning_repairs_it(
    pipeline: Maker,
    bigquery: Target,
    client: Client,
    ledger: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = pipeline()
    with recorded(shop, client=client, dataset="not_there"):
        shop.run(orders(3))
    assert "is not on record" in caplog.text
    if not bigquery.url:
        pytest.skip("the repair needs credentials that a test's process may not have")
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", bigquery.url)
    command = caplog.messages[-1].partition('python -c "')[2].rstrip('"')
    command = command.replace("project='...'", f"project='{bigquery.project}'")
    command = command.replace("dataset='...'", f"dataset='{ledger}'")
    subprocess.run([sys.executable, "-W", "ignore", "-c", command], check=True)
    assert on_record(client, ledger) == [("prod", 3, "loaded")]


def test_who_wants_to_know_is_told_by_an_error(pipeline: Maker, client: Client) -> None:
    shop = pipeline()
    with (
        pytest.raises(PermanentLedgerError),
        recorded(shop, client=client, dataset="not_there", on_error="raise"),
    ):
        shop.run(orders(3))


def test_the_record_never_hides_why_a_load_failed(pipeline: Maker, client: Client) -> None:
    shop = pipeline()
    with (
        pytest.raises(PipelineStepFailed, match="the shop is closed"),
        recorded(shop, client=client, dataset="not_there", on_error="raise"),
    ):
        shop.run(orders(3, fails=True))


def test_a_ledger_nobody_named_is_a_warning_or_an_error(
    pipeline: Maker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NIGHTLEDGER_DATASET", raising=False)
    shop = pipeline()
    shop.run(orders(1))
    assert record(shop) == 0
    assert "give dataset= or NIGHTLEDGER_DATASET" in caplog.text
    with pytest.raises(ConfigError):
        record(shop, on_error="raise")


def test_every_run_inside_is_on_record(pipeline: Maker, client: Client, ledger: str) -> None:
    shop = pipeline()
    with recorded(shop, client=client, dataset=ledger):
        for count in (1, 2, 3):
            shop.run(orders(count))
        shop.extract(orders(4))
    assert on_record(client, ledger) == [("prod", count, "loaded") for count in (1, 2, 3)]
    with recorded(shop, client=client, dataset=ledger):
        shop.normalize()
        shop.load()
    assert on_record(client, ledger)[-1] == ("prod", 4, "loaded")


def test_what_went_well_before_a_run_that_fails_is_on_record_too(
    pipeline: Maker, client: Client, ledger: str
) -> None:
    shop = pipeline()

    def one_after_another() -> None:
        with recorded(shop, client=client, dataset=ledger):
            shop.run(orders(3))
            shop.run(orders(2, fails=True))

    with pytest.raises(PipelineStepFailed, match="the shop is closed"):
        one_after_another()
    assert on_record(client, ledger) == [("prod", 3, "loaded"), ("prod", None, "failed")]
