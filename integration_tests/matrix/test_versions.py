"""A smoke run on the oldest and the newest dbt-core: everything else runs on 1.11."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from harness.dbt import REPOSITORY, DbtResult, run_dbt
from harness.specimen import Project, events_sql

from .environments import need

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.row("F6")
VERSIONS = ("1.10", "1.12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """A specimen that was set up and built with one version of dbt."""

    version: str
    project: Project
    setup: DbtResult
    build: DbtResult


@pytest.fixture(scope="module", params=VERSIONS)
def smoke(request: pytest.FixtureRequest, new_project: Callable[[], Project]) -> Smoke:
    """Return a specimen after `setup` and a build in which tests failed."""
    version = str(request.param)
    need(f"dbt-{version}")
    project = new_project()
    project.client.query(events_sql(project.dataset)).result()

    def dbt(*arguments: str) -> DbtResult:
        environment = project.environment
        return run_dbt(project.folder, *arguments, env=environment, python_env=f"dbt-{version}")

    setup = dbt("run-operation", "nightledger.setup")
    return Smoke(version=version, project=project, setup=setup, build=dbt("build"))


def test_setup_creates_the_ledger(smoke: Smoke) -> None:
    tables = {path.stem for path in (REPOSITORY / "models" / "ledger").glob("*.yml")}
    assert smoke.setup.succeeded().stdout.count(" created") == len(tables)
    assert tables <= smoke.project.tables()


def test_the_build_fails_for_its_tests_and_not_for_us(smoke: Smoke) -> None:
    assert smoke.build.returncode == 1, smoke.build.stdout
    assert "[nightledger] WARNING" not in smoke.build.stdout
    assert smoke.build.stdout.count("Got 1 result, configured to fail if != 0") == 2


def test_every_result_is_in_the_ledger(smoke: Smoke) -> None:
    finished = smoke.project.row("dbt_invocations", "event = 'finished'")
    nodes = smoke.project.rows("dbt_node_results")
    tests = smoke.project.rows("dbt_test_results")
    assert finished["dbt_version"].startswith(f"{smoke.version}.")
    assert finished["result_count"] == len(nodes) + len(tests)
    assert {row["status"] for row in nodes} == {"success", "skipped"}
    assert {row["status"] for row in tests} == {"pass", "fail", "warn", "skipped"}
    assert {row["test_type"] for row in tests} == {"generic", "singular", "unit"}


def test_a_failing_test_comes_with_its_owner_and_a_masked_sample(smoke: Smoke) -> None:
    row = smoke.project.row("dbt_test_results", "test_name = 'not_negative'")
    assert (row["owner"], row["is_critical"], row["failures"]) == ("People Team", True, 1)
    row = smoke.project.sample("not_negative")
    assert (row["sample_status"], row["sample"]) == ("taken", [{"age": -1, "email": "***"}])


def test_the_owner_of_a_group_is_found(smoke: Smoke) -> None:
    assert smoke.project.row("dbt_node_results", "name = 'names'")["owner"] == "Data Platform"


def test_no_node_of_ours_runs_and_every_view_answers(smoke: Smoke) -> None:
    assert "model nightledger" not in smoke.build.stdout
    assert "nightledger__" not in smoke.build.stdout
    views = [name for name, kind in smoke.project.kinds().items() if kind == "VIEW"]
    assert views
    for view in views:
        smoke.project.rows(view)


def test_a_model_of_the_users_reads_the_ledger_by_ref(smoke: Smoke) -> None:
    ledger = "{{ ref('nightledger', 'nightledger__dbt_test_results') }}"
    sql = f"select unique_id from {ledger} where test_name = 'not_negative'"
    environment = smoke.project.environment
    arguments = ("show", "--inline", sql, "--output", "json")
    shown = run_dbt(
        smoke.project.folder,
        *arguments,
        env=environment,
        python_env=f"dbt-{smoke.version}",
    )
    assert "test.specimen.not_negative_persons_age" in shown.succeeded().stdout
