"""A stock dbt project under Dagster takes Nightledger on: one record of both, joined by ids."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from adoption.stock import DBT, Stock, audit, rows
from harness.dbt import REPOSITORY, dbt_command, run_dbt
from harness.target import PROFILES

if TYPE_CHECKING:
    from pathlib import Path

    import dagster as dg
    from google.cloud.bigquery import Client
    from harness.target import Target

MOST_LINES = 10
LINES = "A dbt project under Dagster"

PROPERTIES: dict[str, Any] = {
    "version": 2,
    "models": [
        {
            "name": "orders",
            "config": {"tags": ["critical"]},
            "columns": [
                {
                    "name": "order_id",
                    "data_tests": [{"unique": {"config": {"severity": "error"}}}],
                }
            ],
        },
        {
            "name": "customers",
            "columns": [{"name": "customer_id", "data_tests": ["not_null"]}],
        },
    ],
}
SHOP = {
    "shop/dbt_project.yml": (
        "name: shop\nversion: 1.0.0\nprofile: consumer\ndata_tests:\n  +severity: warn\n"
    ),
    "shop/packages.yml": json.dumps({"packages": [{"local": str(REPOSITORY)}]}),
    "shop/models/orders.sql": "select 1 as order_id",
    "shop/models/customers.sql": "select cast(null as int64) as customer_id",
    "shop/models/shop.yml": json.dumps(PROPERTIES),
}


@pytest.fixture
def shop(
    stock: Stock,
    bigquery: Target,
    installed: Path,
    dataset: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Stock:
    """Return the project, its manifest made; its ledger follows dbt's own rules."""
    environment = bigquery.environment(dataset)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    bin_folder = dbt_command("product").parent
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    stock.write({**DBT, **SHOP})
    folder = stock.folder / "shop"
    shutil.copy(next(PROFILES.iterdir()), folder / "profiles.yml")
    (folder / "dbt_packages").symlink_to(installed / "dbt_packages")
    run_dbt(folder, "parse", env=environment).succeeded()
    return Stock(folder=stock.folder, project=stock.project, dataset=f"{dataset}_audit")


@pytest.mark.row("A12")
@pytest.mark.row("D1")
@pytest.mark.row("D3")
def test_a_run_its_dbt_command_and_its_checks_join_by_ids(
    shop: Stock, ledger: str, instance: dg.DagsterInstance, client: Client
) -> None:
    lines = shop.adopt(LINES)
    defs = shop.definitions("shop_dagster.definitions")
    result = defs.resolve_job_def("nightly").execute_in_process(instance=instance)

    assert lines <= MOST_LINES
    assert result.success
    commands = list(rows(client, shop.dataset, "dbt_invocations"))
    (invocation_id,) = {row["invocation_id"] for row in commands}
    assert {
        (row["dagster_run_id"], row["pipeline_run_id"], row["orchestrator"]) for row in commands
    } == {(result.run_id, result.run_id, "dagster")}

    audit(defs, instance)

    evaluations = {
        row["check_name"]: (
            row["status"],
            row["severity"],
            row["declared_severity"],
            row["run_id"],
            row["dbt_invocation_id"],
        )
        for row in rows(client, shop.dataset, "dagster_asset_check_evaluations")
        if row["status"] != "planned"
    }
    assert evaluations == {
        "unique_orders_order_id": (
            "passed",
            "error",
            "critical",
            result.run_id,
            invocation_id,
        ),
        "not_null_customers_customer_id": (
            "failed",
            "warn",
            "warn",
            result.run_id,
            invocation_id,
        ),
    }
    assert {key.to_user_string() for key in defs.resolve_all_asset_keys()} == {
        "orders",
        "customers",
    }
    assert ledger != shop.dataset
