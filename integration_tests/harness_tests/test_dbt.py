"""The real dbt on the target: what our package relies on, and the runner itself."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from harness.dbt import copy_project, install_packages, run_dbt
from harness.jobs import jobs_since

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud.bigquery import Client

HERE = Path(__file__).parent
MODELS = 10


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the small project with the small package installed into it."""
    folder = tmp_path_factory.mktemp("dbt") / "project"
    copy_project(HERE / "project", folder, packages=(HERE / "package",))
    install_packages(folder)
    return folder


@pytest.fixture
def audit_dataset(client: Client, dataset: str) -> Iterator[str]:
    """Yield the dataset that the small package makes for itself; it is dropped afterwards."""
    name = f"{dataset}_audit"
    yield name
    client.delete_dataset(name, delete_contents=True, not_found_ok=True)


def test_build_makes_tables_in_a_new_schema_and_hooks_see_their_columns(
    project: Path,
    dbt_env: dict[str, str],
    client: Client,
    dataset: str,
    audit_dataset: str,
) -> None:
    started = datetime.now(timezone.utc)

    first = run_dbt(project, "build", env=dbt_env)
    second = run_dbt(project, "build", "--vars", "{id: 2}", env=dbt_env)

    assert first.returncode == second.returncode == 1  # one test fails on purpose
    statuses = [result["status"] for result in second.run_results["results"]]
    assert statuses.count("fail") == 1
    assert not {"error", "skipped"} & set(statuses)
    assert "NOTES table row_id:STRING payload:JSON tags:ARRAY<STRING>" in first.stdout
    assert "OUTCOME ok" in second.stdout
    missing = rf"OUTCOME failed Not found: Table {client.project}[.:]{audit_dataset}\.missing"
    assert re.search(missing, second.stdout)
    (rows,) = client.query(f"select count(*), count(note) from {dataset}.grown").result()
    assert tuple(rows) == (2, 1)
    assert len(jobs_since(client, started)) > 2 * MODELS


def test_runner_keeps_artifacts_where_it_is_told(
    project: Path, dbt_env: dict[str, str], tmp_path: Path
) -> None:
    result = run_dbt(
        project,
        "parse",
        env=dbt_env,
        target_path=tmp_path / "target",
        log_path=tmp_path / "logs",
    ).succeeded()

    assert "model.tiny_package.notes" in result.manifest["nodes"]
    assert "parse" in result.log
    with pytest.raises(FileNotFoundError):
        _ = result.run_results


def test_failed_command_is_told_with_dbts_own_words(
    project: Path, dbt_env: dict[str, str], tmp_path: Path
) -> None:
    result = run_dbt(project, "run-operation", "no_such_macro", env=dbt_env, log_path=tmp_path)

    with pytest.raises(AssertionError, match="no_such_macro"):
        result.succeeded()


def test_copied_project_does_not_follow_links_into_itself(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "dbt_packages").mkdir(parents=True)
    (source / "dbt_project.yml").write_text("name: looped\n")
    (source / "dbt_packages" / "nightledger").symlink_to(tmp_path)
    (source / "link").symlink_to(tmp_path)

    copy = copy_project(source, tmp_path / "copy")

    assert sorted(path.name for path in copy.iterdir()) == [
        "dbt_project.yml",
        "link",
        "packages.yml",
    ]
    assert (copy / "link").is_symlink()
