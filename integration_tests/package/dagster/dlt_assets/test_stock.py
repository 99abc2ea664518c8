"""Loads that nobody put on record by hand: `observe` does, with the run they belong to."""

# Without `from __future__ import annotations`: Dagster reads the annotation of `context` as it is.
from collections.abc import Callable
from typing import Any

import dagster as dg
import pytest
from dagster_dlt import DagsterDltResource, DltLoadCollectionComponent, dlt_assets
from dagster_dlt.components.dlt_load_collection.component import DltLoadSpecModel
from nightledger.dagster import observe
from package.dagster.dlt_assets.shop import Shop

pytestmark = [pytest.mark.row("A12"), pytest.mark.row("A8")]


def stock(shop: Shop) -> dg.Definitions:
    """Yield dagster-dlt's own decorator and resource."""

    @dlt_assets(dlt_source=shop.source(), dlt_pipeline=shop.pipeline(), name="shop")
    def load(context: dg.AssetExecutionContext, dlt: DagsterDltResource) -> Any:  # noqa: ANN401 - Dagster's
        yield from dlt.run(context=context)

    return dg.Definitions(assets=[load], resources={"dlt": DagsterDltResource()})


def component(shop: Shop) -> dg.Definitions:
    """Return dagster-dlt's component, which makes its resource where nobody sees it."""
    spec = DltLoadSpecModel(source=shop.source(), pipeline=shop.pipeline())
    return DltLoadCollectionComponent(loads=[spec]).build_defs(None)  # type: ignore[arg-type] # it does not ask for one


def plain(shop: Shop) -> dg.Definitions:
    """Return an asset that runs the pipeline itself, three steps one by one."""

    @dg.asset
    def load() -> None:
        pipeline = shop.pipeline()
        pipeline.extract(shop.source())
        pipeline.normalize()
        pipeline.load()

    return dg.Definitions(assets=[load])


WAYS: dict[str, Callable[[Shop], dg.Definitions]] = {
    "@dlt_assets": stock,
    "DltLoadCollectionComponent": component,
    "pipeline.extract, normalize, load": plain,
}


def ran(shop: Shop, defs: dg.Definitions, *, is_observed: bool = True) -> Any:  # noqa: ANN401 - Dagster's
    """Run all of it in Dagster."""
    if is_observed:
        ledger = shop.ledger
        defs = observe(
            defs,
            project=ledger.project,
            dataset=ledger.dataset,
            endpoint=ledger.endpoint,
            environment=ledger.environment,
        )
    job = defs.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=shop.instance, raise_on_error=False)


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning", "ignore::dagster.PreviewWarning")
@pytest.mark.parametrize("way", WAYS)
def test_a_load_in_a_step_is_on_record_with_its_run(shop: Shop, way: str) -> None:
    result = ran(shop, WAYS[way](shop))
    assert result.success
    rows = {fact["table_name"]: fact for fact in shop.recorded()}
    assert {name: fact["rows_loaded"] for name, fact in rows.items()} == {
        "orders": 10,
        "customers": 1,
    }
    assert {fact["dagster_run_id"] for fact in rows.values()} == {result.run_id}
    assert {fact["pipeline_run_id"] for fact in rows.values()} == {result.run_id}
    assert {fact["environment"] for fact in rows.values()} == {"test"}


def test_a_load_that_fails_in_a_step_is_on_record_and_fails_for_its_own_reason(shop: Shop) -> None:
    shop.failures = [ConnectionError("the shop is closed")]
    result = ran(shop, stock(shop))
    assert not result.success
    facts = shop.recorded()
    assert {fact["status"] for fact in facts} == {"failed"}
    assert "the shop is closed" in facts[0]["failed_jobs"][0]
    assert {fact["dagster_run_id"] for fact in facts} == {result.run_id}


def test_a_project_that_is_not_observed_is_left_alone(shop: Shop) -> None:
    assert ran(shop, stock(shop)).success
    before = len(shop.recorded())
    assert ran(shop, stock(shop), is_observed=False).success
    assert len(shop.recorded()) == before


def test_a_ledger_out_of_reach_fails_no_load(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nightledger.dagster.dlt_ledger.RETRY_SECONDS", 0.5)
    shop.ledger = shop.ledger.model_copy(update={"endpoint": "http://127.0.0.1:9"})
    assert ran(shop, stock(shop)).success
