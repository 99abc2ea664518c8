"""A small shop that loads with dlt into the embedded BigQuery, run by a real Dagster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import dagster as dg
import dlt
from harness.dlt_credentials import bigquery_destination
from nightledger.dagster.dlt_assets import dlt_assets_with_checks

if TYPE_CHECKING:
    from pathlib import Path

    from dlt.extract.source import DltSource
    from dlt.pipeline.pipeline import Pipeline
    from google.cloud.bigquery import Client
    from harness.target import Target

ORDERS = dg.AssetKey("dlt_shop_orders")
CUSTOMERS = dg.AssetKey("dlt_shop_customers")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run of the loading step."""

    result: dg.ExecuteInProcessResult

    @property
    def success(self) -> bool:
        """Whether the run went well."""
        return self.result.success

    def check(self, name: str, asset: dg.AssetKey = ORDERS) -> dg.AssetCheckEvaluation | None:
        """Return the last evaluation of a check; None: it was not evaluated."""
        found = [
            evaluation
            for evaluation in self.result.get_asset_check_evaluations()
            if (evaluation.check_name, evaluation.asset_key) == (name, asset)
        ]
        return found[-1] if found else None

    def passed(self, name: str, asset: dg.AssetKey = ORDERS) -> bool | None:
        """Return whether a check passed; None: it was not evaluated."""
        evaluation = self.check(name, asset)
        return evaluation.passed if evaluation else None

    def said(self, name: str, asset: dg.AssetKey = ORDERS) -> str:
        """Return what a check says."""
        evaluation = self.check(name, asset)
        return (evaluation.description or "") if evaluation else ""

    def metadata(self, asset: dg.AssetKey = ORDERS) -> dict[str, Any]:
        """Return the metadata of the asset's materialization."""
        (event,) = [
            event
            for event in self.result.get_asset_materialization_events()
            if event.asset_key == asset
        ]
        return {name: entry.value for name, entry in event.materialization.metadata.items()}


@dataclass(slots=True, kw_only=True)
class Shop:
    """What is delivered next is `orders` and `customers`; `load` delivers it."""

    target: Target
    client: Client
    ledger_dataset: str
    raw_dataset: str
    folder: Path
    instance: dg.DagsterInstance
    ledger: Any
    orders: list[Row] = field(default_factory=list)
    customers: list[Row] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    """What the source of orders raises, one for each attempt, before it works."""

    table_names: dict[str, str] = field(default_factory=dict)
    """What a resource calls its table, where not as itself."""

    def pipeline(self) -> Pipeline:
        """Return the pipeline, as the code location makes it each time it is loaded."""
        return dlt.pipeline(
            "shop",
            destination=bigquery_destination(self.target),
            dataset_name=self.raw_dataset,
            pipelines_dir=str(self.folder / "pipelines"),
        )

    def source(self) -> DltSource:
        """Yield the source."""

        @dlt.resource(name="orders", table_name=self.table_names.get("orders", "orders"))
        def orders() -> Any:  # noqa: ANN401 - dlt's own
            if self.failures:
                raise self.failures.pop(0)
            yield from self.orders

        @dlt.resource(name="customers")
        def customers() -> Any:  # noqa: ANN401 - dlt's own
            yield from self.customers

        @dlt.source(name="shop")
        def shop() -> Any:  # noqa: ANN401 - dlt's own
            return orders, customers

        return shop()

    def assets(self, **options: Any) -> dg.AssetsDefinition:  # noqa: ANN401 - the factory's own
        """Return the assets."""
        return dlt_assets_with_checks(
            dlt_source=self.source(),
            dlt_pipeline=self.pipeline(),
            ledger=self.ledger,
            **options,
        )

    def load(
        self,
        *others: dg.AssetsDefinition,
        partition_key: str | None = None,
        selection: Any = None,  # noqa: ANN401 - Dagster's own
        **options: Any,  # noqa: ANN401 - the factory's own
    ) -> Ran:
        """Deliver, in a run of its own."""
        result = dg.materialize(
            [self.assets(**options), *others],
            instance=self.instance,
            partition_key=partition_key,
            selection=selection,
            raise_on_error=False,
        )
        return Ran(result=result)

    def recorded(self) -> list[dict[str, Any]]:
        """Return the ledger's rows, oldest first."""
        found = self.client.query_and_wait(
            f"select * from {self.ledger_dataset}.dlt_loads order by occurred_at, table_name"
        )
        return [dict(row) for row in found]
