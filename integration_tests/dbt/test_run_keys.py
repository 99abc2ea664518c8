"""Which commands are one command: in a host with a command line of its own, and after a retry."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from harness.dbt import dbt_command, dbt_environment
from harness.specimen import events_sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.specimen import Project

HOST = """
import sys
from dbt.cli.main import dbtRunner
sys.argv = ["prefect", "worker", "start", "--pool", "retry"]
for command in {commands}:
    dbtRunner().invoke([*command, "--vars", "{{at: 2026-03-10}}"])
"""
EXCLUDED = ["--exclude", "package:nightledger"]


@pytest.mark.row("A1")
def test_commands_of_one_host_and_a_retry_have_keys_of_their_own(
    new_project: Callable[[], Project],
) -> None:
    project = new_project()
    project.client.query(events_sql(project.dataset)).result()
    commands = [["seed"], ["test", *EXCLUDED]]
    in_host(project, HOST.format(commands=json.dumps(commands)))
    project.dbt("build", *EXCLUDED)
    project.dbt("retry")
    rows = project.rows("dbt_invocations", "event = 'finished'")
    target = project.environment["NIGHTLEDGER_TEST_TARGET"]
    found = {row["command"]: row for row in rows}
    assert found.keys() == {"seed", "test", "build", "retry"}
    assert found["seed"]["run_key"] == f'specimen/{target}/seed {{"vars": {{"at": "*"}}}}'
    assert found["seed"]["is_whole"] is True
    assert found["seed"]["planned_count"] == found["seed"]["result_count"] == 1
    assert found["seed"]["invocation_command"] == "dbt worker start --pool retry"
    assert found["test"]["is_whole"] is False
    assert found["retry"]["is_whole"] is False
    assert found["retry"]["planned_count"] is None
    assert len({row["run_key"] for row in rows}) == len(rows)


@pytest.mark.row("A1")
def test_a_retry_in_a_host_is_no_whole_build(new_project: Callable[[], Project]) -> None:
    project = new_project()
    project.client.query(events_sql(project.dataset)).result()
    host = HOST.replace("2026-03-10", "night")  # dbt cannot retry with a day among its vars
    in_host(project, host.format(commands=json.dumps([["build"], ["retry"]])))
    in_host(project, host.format(commands=json.dumps([["retry"]])))
    rows = project.rows("dbt_invocations", "event = 'finished'")
    rows.sort(key=lambda row: row["occurred_at"])
    assert [row["is_whole"] for row in rows] == [True, False, False]
    assert [row["command"] for row in rows] == ["build", "build", "retry"]
    assert rows[2]["run_key"] != rows[0]["run_key"]
    assert rows[1]["result_count"] < rows[0]["result_count"]


def in_host(project: Project, program: str) -> None:
    """Run a Python program that runs dbt within itself, in the project's folder."""
    done = subprocess.run(
        [str(dbt_command("product").with_name("python")), "-c", program],
        cwd=project.folder,
        env=dbt_environment(
            project.folder / "target", project.folder / "logs", project.environment
        ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
