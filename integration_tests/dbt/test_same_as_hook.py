"""What ingest writes from artefacts against what the hooks wrote, for real."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from harness.dbt import copy_project, install_packages, run_dbt
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

Facts = dict[str, dict[str, Any]]


@pytest.fixture
def built(client: Client, dataset: str, dbt_env: dict[str, str], tmp_path: Path) -> Iterator[Path]:
    """Give the folder of targets of a specimen that was built, and whose source was checked."""
    folder = copy_project(SPECIMEN, tmp_path / "project")
    with (folder / "dbt_project.yml").open("a") as file:
        file.write(SETTINGS)
    install_packages(folder)
    client.query(events_sql(dataset)).result()
    for name, command in {
        "build": ["build", "--vars", "{password: hunter2}"],
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


@pytest.mark.row("A11")
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


def without(row: dict[str, Any], left_out: set[str]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column not in left_out}
