"""What a command costs BigQuery: jobs and bytes, counted on the server. Times: `make bench`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from benchmarks.hooks import HookCost, measure
from benchmarks.project import BenchProject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud.bigquery import Client
    from harness.target import Target

DATASET = "nl_budgets"
COPIES = 50
LARGEST_STATEMENT = 900_000

Costs = tuple[HookCost, HookCost]


@pytest.fixture(scope="module")
def costs(
    bigquery: Target, client: Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Costs]:
    """Yield the costs of 30,000 results and then of 600, 100 models and 500 tests."""
    project = BenchProject(folder=tmp_path_factory.mktemp("budgets") / "project", models=100)
    project.write()
    client.create_dataset(DATASET)
    client.query(project.failing_models_sql(DATASET)).result()
    yield (
        measure(bigquery, project, DATASET, "build", copies=COPIES),
        measure(bigquery, project, DATASET, "build"),
    )
    for dataset in (DATASET, f"{DATASET}_audit"):
        client.delete_dataset(dataset, delete_contents=True, not_found_ok=True)


def test_600_results_with_a_sample_of_every_failing_test_take_four_jobs(
    costs: Costs,
) -> None:
    assert costs[1].jobs <= 4


def test_600_results_take_no_more_sql_than_is_wanted(costs: Costs) -> None:
    assert costs[1].sql_bytes <= 330_000, costs[1].sql_bytes


def test_no_statement_comes_near_the_megabyte_bigquery_takes(costs: Costs) -> None:
    assert all(cost.largest_statement_bytes <= LARGEST_STATEMENT for cost in costs)
    assert costs[0].sql_bytes > 10 * LARGEST_STATEMENT


def test_30000_results_are_all_written_and_each_of_them_once(costs: Costs, client: Client) -> None:
    del costs
    written = client.query(f"""
        with facts as (
            select invocation_id, row_id, 'node' as kind from `{DATASET}_audit`.dbt_node_results
            union all
            select invocation_id, row_id, 'test' as kind from `{DATASET}_audit`.dbt_test_results
        )
        select countif(kind = 'node'), countif(kind = 'test'), count(distinct row_id)
        from facts group by invocation_id""").result()
    assert sorted(row.values() for row in written) == [
        (100, 500, 600),
        (5_000, 25_000, 30_000),
    ]


def test_every_failing_test_of_600_results_has_its_sample(costs: Costs, client: Client) -> None:
    del costs
    failing = client.query(f"""
        select countif(sample_status = 'taken' and sample is not null), count(*)
        from `{DATASET}_audit`.dbt_test_samples
        group by invocation_id""").result()
    assert sorted(row.values() for row in failing) == [(25, 25), (50, 25 * COPIES)]
