"""dlt loads a business date; what is too small or too old goes no further."""

from collections.abc import Iterator
from datetime import date, timezone

import dagster as dg
import dlt
from dagster_dlt import DagsterDltTranslator
from dagster_dlt.translator import DltResourceTranslatorData
from dlt.extract.resource import DltResource
from dlt.extract.source import DltSource
from harness.dlt_credentials import bigquery_destination
from lender.ingest import Variant
from lender.ingest.tables import TABLES, resource
from lender.ingest.variants import delivery
from lender.orchestration.days import DAYS, ONE_BY_ONE, day_of
from lender.orchestration.landing import variant_of
from lender.orchestration.place import PLACE
from lender.orchestration.warehouse import rows
from nightledger.dagster import dlt_assets_with_checks, retry_policy

SOURCE = "lender_raw"
"""dbt's name of the source: what dlt loads and what dbt reads are the same assets."""
OWNER = "data-platform@lender.example"
AT_LEAST = {
    "customers": 900,
    "accounts": 700,
    "loans": 900,
    "payments": 0,
    "payment_repairs": 0,
}
OF_ITS_DATE = "is_of_its_date"


class AsSource(DagsterDltTranslator):
    """Names dlt's assets as dagster-dbt names the tables of a source."""

    def get_asset_spec(self, data: DltResourceTranslatorData) -> dg.AssetSpec:
        """Return the asset of one table."""
        spec = super().get_asset_spec(data)
        return spec.replace_attributes(
            key=dg.AssetKey([SOURCE, data.resource.name]),
            deps=[],
            group_name="deliveries",
            owners=[OWNER],
            tags={"layer": "raw"},
        )


@dlt.source(name="lender")
def books_of(day: date, variant: Variant) -> Iterator[DltResource]:
    """Yield what the core banking system delivers for a date."""
    for table, delivered in delivery(day, variant).by_table().items():
        yield resource(TABLES[table], delivered)


def books_for(context: dg.AssetExecutionContext) -> DltSource:
    """Return the delivery of a run's date, as its delivery note says it is."""
    day = date.fromisoformat(context.partition_key)
    return books_of(day, variant_of(PLACE.landing, day))


deliveries = dlt_assets_with_checks(
    name="deliveries",
    dlt_source=books_of(date(2026, 1, 1), Variant.CLEAN),  # any date: only the tables count here
    source_for=books_for,
    dlt_pipeline=dlt.pipeline(
        "lender",
        destination=bigquery_destination(PLACE.target),
        dataset_name=PLACE.raw,
        pipelines_dir=str(PLACE.home / "dlt"),
    ),
    run_arguments={"loader_file_format": "parquet"},
    translator=AsSource(),
    bands={table: (rows, None) for table, rows in AT_LEAST.items()},
    blocking=True,
    partitions_def=DAYS,
    backfill_policy=ONE_BY_ONE,
    retry_policy=retry_policy(),
)


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            OF_ITS_DATE,
            asset=[SOURCE, table],
            blocking=True,
            description="The extract was taken on its business date or later, not before.",
        )
        for table, least in AT_LEAST.items()
        if least
    ]
)
def are_of_their_date(
    context: dg.AssetCheckExecutionContext,
) -> Iterator[dg.AssetCheckResult]:
    """Find yesterday's extract under today's date."""
    for table, least in AT_LEAST.items():
        if least:
            yield is_of_its_date(table, day_of(context.run))


def is_of_its_date(table: str, day: str) -> dg.AssetCheckResult:
    """Compare when the oldest row of a date was taken with the date."""
    sql = f"select min(extracted_at) as taken_at from `{{raw}}`.{table} where business_date = @day"
    taken_at = rows(sql, day=day)[0]["taken_at"]
    return dg.AssetCheckResult(
        asset_key=[SOURCE, table],
        check_name=OF_ITS_DATE,
        passed=taken_at is not None
        and taken_at.astimezone(timezone.utc).date() >= date.fromisoformat(day),
        metadata={"taken_at": str(taken_at)},
    )
