"""dlt loads what the publishers delivered for a day."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import dlt
from dagster_dlt import DagsterDltTranslator
from dagster_dlt.translator import DltResourceTranslatorData
from dlt.extract.resource import DltResource
from dlt.extract.source import DltSource
from harness.dlt_credentials import bigquery_destination
from news.feeds import PUBLISHERS
from news.orchestration.place import PLACE
from nightledger.dagster import dlt_assets_with_checks, retry_policy

SOURCE = "news_raw"
DAYS = dg.DailyPartitionsDefinition("2026-01-01", timezone="UTC", end_offset=1)
ONE_BY_ONE = dg.BackfillPolicy.multi_run(max_partitions_per_run=1)


class AsSource(DagsterDltTranslator):
    """Names dlt's assets as dagster-dbt names the tables of a source."""

    def get_asset_spec(self, data: DltResourceTranslatorData) -> dg.AssetSpec:
        """Return the asset of one table."""
        spec = super().get_asset_spec(data)
        return spec.replace_attributes(
            key=dg.AssetKey([SOURCE, data.resource.name]),
            deps=[],
            group_name="deliveries",
            owners=["newsroom-data@news.example"],
        )


# Lists stay what they are, in JSON columns: one raw table per publisher.
@dlt.source(name="news", max_table_nesting=0)
def delivered_for(day: date) -> Iterator[DltResource]:
    """Yield what the publishers delivered; a day loaded again replaces itself."""
    for publisher in PUBLISHERS:
        yield dlt.resource(
            publisher.rows(PLACE.landing, day),
            name=publisher.table,
            write_disposition={"disposition": "merge", "strategy": "delete-insert"},
            merge_key="delivered_for",
        )


def of_the_run(context: dg.AssetExecutionContext) -> DltSource:
    """Return the deliveries of the run's day."""
    return delivered_for(date.fromisoformat(context.partition_key))


# A publisher that delivered nothing fails its check here, and does not keep the others from being
# built: what must not be published without it is stopped by the check of the unified table.
deliveries = dlt_assets_with_checks(
    name="deliveries",
    dlt_source=delivered_for(date(2026, 1, 1)),  # any day: only the tables count here
    source_for=of_the_run,
    dlt_pipeline=dlt.pipeline(
        "news",
        destination=bigquery_destination(PLACE.target),
        dataset_name=PLACE.raw,
        pipelines_dir=str(PLACE.home / "dlt"),
    ),
    translator=AsSource(),
    bands={publisher.table: (1, None) for publisher in PUBLISHERS},
    partitions_def=DAYS,
    backfill_policy=ONE_BY_ONE,
    retry_policy=retry_policy(),
)
