"""A hook of the project itself fails; dbt runs it before ours and then skips ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.dbt import DbtResult
    from harness.specimen import Project

NODE_FAILED = 1
FAILED_HOOK = "resource_type = 'operation' and status = 'error'"


@pytest.mark.row("A11")
def test_after_a_failed_end_hook_of_the_project_ingest_adds_what_is_missing(
    project: Project, ingest: Callable[[Path], str]
) -> None:
    result = seed_with_failing(project, "on-run-end")

    assert result.returncode == NODE_FAILED
    assert events(project) == ["started"]
    ingest(result.target_path)
    assert events(project) == ["finished", "started"]
    assert project.row("dbt_node_results", "name = 'people'")["status"] == "success"
    assert "no_such_table" in project.row("dbt_node_results", FAILED_HOOK)["message"]


@pytest.mark.row("A11")
def test_after_a_failed_start_hook_of_the_project_only_the_start_is_missing(
    project: Project, ingest: Callable[[Path], str]
) -> None:
    project.dbt("run-operation", "nightledger.setup").succeeded()

    result = seed_with_failing(project, "on-run-start")

    assert result.returncode == NODE_FAILED
    assert events(project) == ["finished"]
    assert project.row("dbt_node_results", "name = 'people'")["status"] == "success"
    assert "no_such_table" in project.row("dbt_node_results", FAILED_HOOK)["message"]
    ingest(result.target_path)
    assert events(project) == ["finished", "started"]


def events(project: Project) -> list[str]:
    """Return the events on record, in alphabetical order."""
    return sorted(row["event"] for row in project.rows("dbt_invocations"))


def seed_with_failing(project: Project, hook: str) -> DbtResult:
    """Run `dbt seed` in a project one of whose own hooks fails."""
    with (project.folder / "dbt_project.yml").open("a") as file:
        file.write(json.dumps({hook: "select * from {{ target.schema }}.no_such_table"})[1:-1])
    return project.dbt("seed")
