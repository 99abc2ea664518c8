"""A small project in which about everything happens that Dagster records."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

DAYS = dg.DailyPartitionsDefinition("2026-11-01", end_date="2026-11-10")
SCHEMA = dg.TableSchema(columns=[dg.TableColumn("id", "int64"), dg.TableColumn("name", "string")])
tries = {"flaky": 0}


@dg.asset(
    partitions_def=DAYS,
    code_version="v7",
    check_specs=[
        dg.AssetCheckSpec("not_empty", asset="loans"),
        dg.AssetCheckSpec("unique_id", asset="loans"),
    ],
)
def loans(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Materialize with all the metadata that has columns, and two checks."""
    yield dg.AssetObservation("loans", partition=context.partition_key, metadata={"seen": 3})
    yield dg.MaterializeResult(
        metadata={
            "dagster/row_count": 0,
            "dagster/table_name": "shop.loans",
            "dagster/column_schema": SCHEMA,
            "unique_id": "model.shop.loans",
            "invocation_id": "abc-123",
            "dlt_load_ids": ["1700.5"],
            "note": "token=hunter2",
        },
        tags={"team": "risk"},
        check_results=[
            dg.AssetCheckResult(check_name="not_empty", passed=True),
            dg.AssetCheckResult(
                check_name="unique_id",
                passed=False,
                severity=dg.AssetCheckSeverity.WARN,
                description="2 rows, password=hunter2",
                metadata={
                    "nightledger/severity": "warn",
                    "dagster_dbt/failed_row_count": 2,
                    "unique_id": "test.shop.unique",
                    "invocation_id": "abc-123",
                },
            ),
        ],
    )


@dg.asset
def plain() -> None:
    """Do nothing."""


@dg.asset_check(asset=plain)
def raising() -> dg.AssetCheckResult:
    """Raise instead of an evaluation."""
    message = "the check itself is broken"
    raise RuntimeError(message)


@dg.asset_check(asset=plain, blocking=True)
def blocking() -> dg.AssetCheckResult:
    """Fail, and stop what is downstream."""
    return dg.AssetCheckResult(passed=False, metadata={"nightledger/severity": "critical"})


@dg.asset(deps=[plain])
def downstream() -> None:
    """Never happen."""


@dg.op(retry_policy=dg.RetryPolicy(max_retries=2, delay=0.01))
def flaky() -> None:
    """Fail twice, then work."""
    tries["flaky"] += 1
    if tries["flaky"] % 3:
        message = "not yet"
        raise TimeoutError(message)


@dg.op(out=dg.DynamicOut(int))
def numbers() -> Iterator[dg.DynamicOutput[int]]:
    """Yield two numbers."""
    for number in (1, 2):
        yield dg.DynamicOutput(number, mapping_key=f"n{number}")


@dg.op
def half(number: int) -> float:
    """Work for 1, and raise with a cause for 2."""
    try:
        return 1 / (2 - number)
    except ZeroDivisionError as error:
        message = "cannot halve, api_key=hunter2"
        raise ValueError(message) from error


@dg.op
def give_up() -> None:
    """Fail as Dagster's own Failure does."""
    message = "gave up"
    raise dg.Failure(message, metadata={"file": "loans.csv", "password": "hunter2"})


@dg.op(ins={"start": dg.In(dg.Nothing)})
def never() -> None:
    """Be skipped: what it needs has failed."""


@dg.job(executor_def=dg.in_process_executor)
def busy() -> None:
    """Retries, mapped steps, causes, a Failure, and what is skipped for it."""
    flaky()
    numbers().map(half)
    never(start=give_up())


DEFINITIONS = dg.Definitions(
    assets=[loans, plain, downstream], asset_checks=[raising, blocking], jobs=[busy]
)
