"""What the lender publishes: two marts as files, a CSV and a Parquet for each business date."""

import dagster as dg
import pyarrow as pa  # type: ignore[import-untyped] # it has no types
from lender.orchestration.days import DAYS, ONE_BY_ONE, day_of
from lender.orchestration.files import Files
from lender.orchestration.place import PLACE
from lender.orchestration.warehouse import ask, rows
from nightledger.dagster import retry_policy

OWNER = "lending-analytics@lender.example"
ARE_WHOLE = "files_are_whole"
IS_CURRENT = "is_current"


def export(mart: str, *, key: str, dated_by: str) -> dg.AssetsDefinition:
    """Make the asset that publishes the rows a mart has of a date."""
    asset_key = dg.AssetKey(["exports", mart])
    is_whole = dg.AssetCheckSpec(
        ARE_WHOLE,
        asset=asset_key,
        blocking=True,
        description="Both files hold the rows the mart has of the date.",
    )

    @dg.asset(
        key=asset_key,
        deps=[mart],
        partitions_def=DAYS,
        backfill_policy=ONE_BY_ONE,
        group_name="publishing",
        owners=[OWNER],
        tags={"layer": "export"},
        kinds={"csv", "parquet"},
        retry_policy=retry_policy(),
        check_specs=[is_whole],
        description=f"The rows {mart} has of the date, as CSV and Parquet.",
    )
    def exported(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg] # Dagster wants it bare
        day = context.partition_key
        sql = f"select * from `{{built}}`.{mart} where {dated_by} = @day order by {key}"
        files = Files(folder=PLACE.exports / mart, day=day)
        published = files.publish(ask(sql, day=day))
        return dg.MaterializeResult(
            metadata={
                "dagster/partition_row_count": published.num_rows,
                "csv": dg.MetadataValue.path(files.csv),
                "parquet": dg.MetadataValue.path(files.parquet),
            },
            check_results=[check(files, published)],
        )

    return exported


def check(files: Files, published: pa.Table) -> dg.AssetCheckResult:
    """Count the rows of both files anew."""
    counts = {"csv": files.csv_rows(), "parquet": files.parquet_rows()}
    return dg.AssetCheckResult(
        check_name=ARE_WHOLE,
        passed=set(counts.values()) == {published.num_rows},
        metadata={**counts, "published": published.num_rows},
    )


@dg.asset_check(
    asset="portfolio_by_purpose",
    name=IS_CURRENT,
    blocking=True,
    description="The portfolio is of the date, or of a later one: else nothing of it is published.",
)
def portfolio_is_current(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Compare the mart's date with the run's."""
    (found,) = rows("select max(business_date) as day from `{built}`.portfolio_by_purpose")
    of, expected = str(found["day"]), day_of(context.run)
    return dg.AssetCheckResult(
        passed=of >= expected, metadata={"business_date": of, "expected": expected}
    )


exports = [
    export("fct_payments", key="payment_id", dated_by="due_on"),
    export("portfolio_by_purpose", key="purpose", dated_by="business_date"),
]
