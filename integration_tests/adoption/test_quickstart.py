"""A stock Dagster project takes Nightledger on by the diff of the docs, and off again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adoption.stock import DEFS_FOLDER, QUICKSTART, Stock, audit, rows

if TYPE_CHECKING:
    import dagster as dg
    from google.cloud.bigquery import Client

MOST_LINES = 10
LINES = ("The project", "What it needs")
FOLDER_LINES = ("A project with a defs folder",)

pytestmark = pytest.mark.row("D1")


def names(defs: dg.Definitions) -> dict[str, set[str]]:
    """Return what Dagster shows of a project, by name."""
    repository = defs.get_repository_def()
    return {
        "assets": {key.to_user_string() for key in repository.asset_graph.get_all_asset_keys()},
        "jobs": set(repository.job_names),
        "schedules": {one.name for one in repository.schedule_defs},
        "sensors": {one.name for one in repository.sensor_defs},
    }


@pytest.mark.row("A5")
def test_ten_lines_or_fewer_put_a_project_on_the_record(
    stock: Stock, instance: dg.DagsterInstance, client: Client
) -> None:
    stock.write(QUICKSTART)
    before = names(stock.definitions("definitions"))

    lines = stock.adopt(*LINES)
    defs = stock.definitions("definitions")
    result = defs.resolve_job_def("nightly").execute_in_process(instance=instance)
    said = audit(defs, instance)

    assert lines <= MOST_LINES
    assert names(defs) == {**before, "sensors": {"nightledger_audit"}}
    assert result.success
    assert "Written" in said
    runs = list(rows(client, stock.dataset, "dagster_runs"))
    assert {row["run_id"] for row in runs} == {result.run_id}
    assert {(row["job_name"], row["environment"]) for row in runs} == {("nightly", "prod")}
    materialized = {
        row["asset_key"]
        for row in rows(client, stock.dataset, "dagster_asset_materializations")
        if row["run_id"] == result.run_id
    }
    assert materialized == {"raw_orders", "order_count"}
    assert list(rows(client, stock.dataset, "dagster_heartbeats"))


def test_taken_out_again_the_project_is_what_it_was(stock: Stock) -> None:
    stock.write(QUICKSTART)
    before, shown = stock.files(), names(stock.definitions("definitions"))

    stock.adopt(*LINES)
    stock.remove(*reversed(LINES))

    assert stock.files() == before
    assert names(stock.definitions("definitions")) == shown


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
def test_a_project_with_a_defs_folder_is_as_short(
    stock: Stock, instance: dg.DagsterInstance, client: Client
) -> None:
    stock.write(DEFS_FOLDER)

    lines = stock.adopt(*FOLDER_LINES)
    defs = stock.definitions("shop.definitions")
    job = defs.resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(instance=instance)
    audit(defs, instance)

    assert lines <= MOST_LINES
    assert names(defs)["sensors"] == {"nightledger_audit"}
    found = rows(client, stock.dataset, "dagster_asset_materializations")
    assert {(row["run_id"], row["asset_key"]) for row in found} == {(result.run_id, "orders")}
