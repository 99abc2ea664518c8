"""Somebody changes a ledger table while dbt runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from harness.dbt import REPOSITORY, dbt_command, dbt_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.dbt import DbtResult
    from harness.specimen import Project
    from harness.target import Target

SETUP = ("run-operation", "nightledger.setup")
HOOK_FAILED = 2
DROP_TABLE = "drop table {table}"
DROP_COLUMN = "alter table {table} drop column rows_affected"
ADD_COLUMN = "alter table {table} add column remark string"


@pytest.mark.row("A11")
@pytest.mark.parametrize("change", [DROP_TABLE, DROP_COLUMN])
def test_a_missing_table_or_column_is_a_warning_whose_commands_repair_it(
    project: Project, ingest: Callable[[Path], str], change: str
) -> None:
    result = seed_while(project, change).succeeded()

    assert result.stdout.count("[nightledger] WARNING") == 1
    assert "dbt run-operation nightledger.setup" in result.stdout
    assert f"nightledger ingest {result.target_path}" in result.stdout
    assert "finished" not in {row["event"] for row in project.rows("dbt_invocations")}
    project.dbt(*SETUP, side="_setup").succeeded()
    assert ingest(result.target_path).startswith("2 facts written, 1 were on record already")
    assert project.row("dbt_node_results", "name = 'people'")["rows_affected"] == 4
    assert project.row("dbt_invocations", "event = 'finished'")["result_count"] == 1


@pytest.mark.row("A11")
def test_the_commands_of_the_page_repair_it_as_they_stand_there(
    project: Project, bigquery: Target
) -> None:
    result = seed_while(project, DROP_TABLE).succeeded()
    page = (REPOSITORY / "docs" / "faults.md").read_text()
    block = page.partition("```bash\n")[2].partition("```")[0]
    assert block.index("nightledger.setup") < block.index("nightledger ingest")
    tools = f"{dbt_command('product').parent}:{os.environ['PATH']}"
    environment = dbt_environment(result.target_path, result.log_path, project.environment)
    done = subprocess.run(
        [
            "/bin/bash",
            "-euc",
            f'nightledger() {{ {sys.executable} -m nightledger "$@"; }}\n{block}',
        ],
        cwd=project.folder,
        env=environment
        | {
            "PATH": tools,
            "PYTHONPATH": ":".join(sys.path),
            "NIGHTLEDGER_PROJECT": bigquery.project,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 facts written, 1 were on record already" in done.stdout
    assert project.row("dbt_node_results", "name = 'people'")["rows_affected"] == 4


@pytest.mark.row("A10")
def test_a_column_of_the_users_own_does_no_harm(project: Project) -> None:
    result = seed_while(project, ADD_COLUMN).succeeded()

    assert "[nightledger]" not in result.stdout
    assert project.row("dbt_node_results", "name = 'people'")["remark"] is None


def test_on_request_a_failed_write_ends_dbt_with_a_message_that_says_what_to_do(
    project: Project,
) -> None:
    result = seed_while(project, DROP_TABLE, on_capture_error="raise")

    assert result.returncode == HOOK_FAILED
    assert "nightledger: not all results of this command were put on record" in result.stdout
    assert "dbt run-operation nightledger.setup" in result.stdout


def seed_while(project: Project, change: str, **settings: str) -> DbtResult:
    """Run `dbt seed`; just before the seed is loaded, a ledger table changes."""
    before = change.format(table=f"`{project.ledger}`.dbt_node_results")
    with (project.folder / "dbt_project.yml").open("a") as file:
        file.write(json.dumps({"seeds": {"+pre-hook": before}})[1:-1])
    return project.dbt("seed", "--vars", json.dumps({"nightledger": settings}))
