"""What ingest writes from artifacts against what the hooks wrote, for real."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from harness.dbt import copy_project, install_packages, read_json, run_dbt
from harness.specimen import SPECIMEN, events_sql
from nightledger.artifacts import Options
from nightledger.contract import TABLES
from nightledger.ingest import Ingest
from nightledger.ledger import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client

SETTINGS = """
vars:
  nightledger:
    environment: uat
    run_url_template: https://runs.example.com/{invocation_id}
    text_limit: 200
    capture_compiled_sql: true
"""
CUSTOM = {
    "DBT_ENV_CUSTOM_ENV_GIT_SHA": "abc123",
    "DBT_ENV_CUSTOM_ENV_API_TOKEN": "hunter2",
    "DBT_ENV_CUSTOM_ENV_DAGSTER_RUN_ID": "d-1",
}
NOT_IN_ARTIFACTS = {"recorded_at", "planned_count"}
NOT_IN_SOURCES = {"invocation_command", "args", "is_whole"}
"""sources.json has no arguments of the command."""

MORE = SPECIMEN.with_name("more")
RESULT_TABLES = ("dbt_node_results", "dbt_test_results")
Facts = dict[str, dict[str, Any]]


@pytest.fixture
def built(client: Client, dataset: str, dbt_env: dict[str, str], tmp_path: Path) -> Iterator[Path]:
    """Yield the folder of targets of a specimen that was built, and whose source was checked."""
    folder = copy_project(SPECIMEN, tmp_path / "project")
    shutil.copytree(MORE, folder, dirs_exist_ok=True)
    with (folder / "dbt_project.yml").open("a") as file:
        file.write(SETTINGS)
    install_packages(folder)
    client.query(events_sql(dataset)).result()
    for name, command in {
        "build": ["build", "--store-failures", "--vars", "{password: hunter2, break: true}"],
        "freshness": ["source", "freshness"],
    }.items():
        run_dbt(folder, *command, env=dbt_env | CUSTOM, target_path=tmp_path / name)
    yield tmp_path
    client.delete_dataset(f"{dataset}_audit", delete_contents=True, not_found_ok=True)


def facts(client: Client, dataset: str, table: str) -> Facts:
    answer = read(client, dataset, f"select * from {table}")
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return {row["row_id"]: row for row in rows}


def record_starts(client: Client, dataset: str, ledger: str) -> None:
    """Put the starts of commands on record, as hooks do of which nothing else gets through."""
    client.query(
        f"insert into `{ledger}`.dbt_invocations "
        f"select * from `{dataset}_audit`.dbt_invocations where event = 'started'"
    ).result()


def ingest(client: Client, folders: list[Path], dataset: str | None = None) -> Ingest:
    work = Ingest(connect=lambda _: client, options=Options(), dataset=dataset)
    work.add_all(folders)
    assert work.problems == []
    return work


@pytest.mark.row("A11", "A15")
def test_ingest_writes_what_the_hooks_wrote_and_once_if_both_do(
    client: Client, dataset: str, ledger: str, built: Path
) -> None:
    folders = [built / name for name in ("build", "freshness")]
    assert ingest(client, folders).inserted == 0
    record_starts(client, dataset, ledger)
    assert ingest(client, folders, dataset=ledger).already_there == len(folders)
    for table in TABLES.values():
        if not table.name.startswith("dbt_") or table.name == "dbt_test_samples":
            continue  # artifacts hold no rows
        by_hook = facts(client, f"{dataset}_audit", table.name)
        by_ingest = facts(client, ledger, table.name)
        assert by_hook.keys() == by_ingest.keys()
        for row_id, row in by_hook.items():
            left_out = NOT_IN_ARTIFACTS | (
                NOT_IN_SOURCES if row.get("command") == "freshness" else set()
            )
            assert without(by_ingest[row_id], left_out) == without(row, left_out)

    check_against_artifacts(client, f"{dataset}_audit", built / "build")


def check_against_artifacts(client: Client, dataset: str, folder: Path) -> None:
    """Compare what the hooks wrote with what dbt left, field by field."""
    results, manifest = (read_json(folder / f"{name}.json") for name in ("run_results", "manifest"))
    nodes = {**manifest["nodes"], **manifest["unit_tests"], **manifest["functions"]}
    rows = {
        row["unique_id"]: row
        for table in RESULT_TABLES
        for row in facts(client, dataset, table).values()
    }
    expected = {one["unique_id"]: one for one in results["results"] if is_recorded(one)}
    assert rows.keys() == expected.keys()
    for unique_id, result in expected.items():
        row, node, job = rows[unique_id], nodes[unique_id], result["adapter_response"]
        assert row["status"] == result["status"].lower()
        assert row["execution_seconds"] == pytest.approx(result["execution_time"])
        assert (row["job_id"], row["bytes_processed"]) == (
            job.get("job_id"),
            job.get("bytes_processed"),
        )
        assert row["path"] == node["original_file_path"]
        if node["resource_type"] == "unit_test":
            [tested] = (nodes[one] for one in nodes if nodes[one]["name"] == node["model"])
            assert row["asset_id"] == tested["unique_id"]
            assert row["tags"] == tested["config"]["tags"]
            assert row["is_critical"] == ("critical" in tested["config"]["tags"])
            continue
        assert sorted(row["tags"]) == sorted({*node["tags"], *node["config"]["tags"]})
        assert row["depends_on"] == node["depends_on"].get("nodes", [])
        if node["resource_type"] == "test":
            assert row["failures"] == result["failures"]
            assert row["failures_relation"] == (result["relation_name"] or None)
    check_more(rows, expected)


def is_recorded(result: dict[str, Any]) -> bool:
    kind = result["unique_id"].partition(".")[0]
    return kind not in ("operation", "exposure")


def check_more(rows: Facts, results: Facts) -> None:
    """Check what only this project shows."""
    kept = {name.split(".")[2]: row for name, row in rows.items()}
    batches = rows["model.specimen.by_day"]
    assert batches["status"] != "success"
    counts = batches["batch_results"]
    dbts = results["model.specimen.by_day"]["batch_results"]
    assert counts["failed_count"] == len(dbts["failed"]) > 0
    assert counts["successful_count"] == len(dbts["successful"]) > 0
    assert f"{counts['failed_count']} of 4 batches failed: 20" in batches["message"]
    of_column = kept["my_own_name"]
    assert of_column["is_critical"]
    assert {"critical", "dq"} <= set(of_column["tags"])
    [summed] = (row for row in rows.values() if row.get("fail_calc"))
    assert (summed["fail_calc"], summed["owner"]) == ("sum(n_records)", "Risk")
    assert summed["failures_relation"]
    unit = rows["unit_test.specimen.contracted.contracted_is_contracted"]
    assert (unit["status"], unit["owner"]) == ("fail", "Data Platform")
    assert "actual differs from expected" in unit["message"]
    assert "person_id" in unit["message"]
    single = rows["test.specimen.nobody_is_young"]
    assert (single["asset_name"], single["owner"]) == ("contracted", "Single")


def without(row: dict[str, Any], left_out: set[str]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in left_out}
