"""Which commands leave rows and which do not: every command, one after the other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from harness.dbt import QUIET, REPOSITORY
from harness.specimen import Project, events_sql

from .cases import CASES, Case, table

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.row("F6")
HERE = Path(__file__).parent
PAGE = REPOSITORY / "docs" / "what-is-recorded.md"
RECORDED = [case for case in CASES if case.recorded_as]
Row = dict[str, Any]


def run_commands(project: Project, commands: list[list[str]]) -> subprocess.CompletedProcess[str]:
    """Run dbt commands in one process, one after the other."""
    return subprocess.run(
        [sys.executable, HERE / "many_commands.py", json.dumps(commands)],
        cwd=project.folder,
        env={**os.environ, **QUIET, **project.environment},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.fixture(scope="module")
def project(new_project: Callable[[], Project]) -> Project:
    """Return a specimen in which every command was run, with its events and a microbatch model."""
    project = new_project()
    shutil.copytree(HERE / "project", project.folder, dirs_exist_ok=True)
    project.client.query(events_sql(project.dataset)).result()
    done = run_commands(project, [case.typed.split() for case in CASES])
    assert "[nightledger] WARNING" not in done.stdout, done.stdout
    ended_well = {line[2:] for line in done.stderr.splitlines() if line.startswith("0 ")}
    assert {case.typed for case in CASES if not case.recorded_as} <= ended_well, done.stderr
    return project


@pytest.fixture(scope="module")
def finished(project: Project) -> dict[Case, Row]:
    """Return the finished row of every recorded command."""
    rows = project.rows("dbt_invocations", "event = 'finished'")
    rows.sort(key=lambda row: row["occurred_at"])
    assert [row["command"] for row in rows] == [case.recorded_as for case in RECORDED]
    return dict(zip(RECORDED, rows, strict=True))


def results(project: Project, invocation_id: str) -> list[str]:
    """Return kind and status of every result of a command."""
    where = f"invocation_id = '{invocation_id}'"
    nodes = [(row["resource_type"], row) for row in project.rows("dbt_node_results", where)]
    tests = [(row["test_type"], row) for row in project.rows("dbt_test_results", where)]
    sources = [("source", row) for row in project.rows("dbt_source_freshness", where)]
    return [f"{kind} {row['status']}" for kind, row in (*nodes, *tests, *sources)]


@pytest.mark.row("A1")
def test_only_these_commands_are_on_record(project: Project, finished: dict[Case, Row]) -> None:
    started = project.rows("dbt_invocations", "event = 'started'")
    ids = {row["invocation_id"] for row in finished.values()}
    assert len(started) == len(RECORDED)
    assert {row["invocation_id"] for row in started} == ids


@pytest.mark.row("A2")
@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case.typed)
def test_a_command_leaves_its_results(
    case: Case, project: Project, finished: dict[Case, Row]
) -> None:
    row = finished[case]
    found = results(project, row["invocation_id"])
    assert case.results <= set(found)
    assert row["result_count"] == len(found)


def test_the_batches_of_a_microbatch_model_are_recorded(project: Project) -> None:
    row = project.row("dbt_node_results", "name = 'daily_events'")
    day = ["2026-11-20 00:00:00", "2026-11-21 00:00:00"]
    assert row["batch_results"] == {
        "successful_count": 1,
        "failed_count": 0,
        "first_at": day[0],
        "last_at": day[1],
        "failed_range_count": 0,
        "failed": [],
    }


def test_the_documentation_has_the_table() -> None:
    assert table() in PAGE.read_text(), "paste the output of `python -m matrix.recorded.cases`"
