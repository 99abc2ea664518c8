"""Severities by tag without changing the YAML; never a green run with models that were skipped.

Dagster reads annotations as they are, so these are no strings here.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster_dbt import DbtCliResource, dbt_assets
from harness.dbt import REPOSITORY, run_dbt
from harness.target import Target
from nightledger.dagster.invocation import marked
from nightledger.dagster.remap import remap_severities, remapped
from nightledger.dagster.translator import NightledgerDbtTranslator
from python.tests.dagster.dbt_shop import put

BIN = REPOSITORY / ".venvs" / "product" / "bin"
NULL = "null"

# severity `error`, dbt's default, for all of them: as in a project nobody may change
MODELS = ("vital", "leaf", "stem")
PROPERTIES = {
    "version": 2,
    "models": [
        {
            "name": name,
            "config": {"tags": ["critical"] if name == "vital" else []},
            "columns": [{"name": "id", "data_tests": ["not_null"]}],
        }
        for name in MODELS
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run came to: of each check, whether it passed and its severity."""

    success: bool
    checks: dict[str, tuple[bool, str]]
    built: set[str]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plants:
    """The project, built under Dagster."""

    folder: Path
    manifest: dict[str, Any]

    def build(self, *arguments: str, **values: str) -> Ran:
        """Build with some ids null."""
        full = ["build", "--vars", json.dumps(values), *arguments]
        translator = NightledgerDbtTranslator(on_mismatch="warn")

        @dbt_assets(manifest=self.manifest, dagster_dbt_translator=translator)
        def plants(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
            yield from remap_severities(dbt.cli(full, context=context))

        dbt = DbtCliResource(project_dir=self.folder, dbt_executable=str(BIN / "dbt"))
        with dg.DagsterInstance.ephemeral() as instance:
            result = dg.materialize(
                [plants],
                resources={"dbt": dbt},
                instance=instance,
                raise_on_error=False,
            )
        failures = [event.step_failure_data for event in result.get_step_failure_events()]
        return Ran(
            success=result.success,
            checks={
                one.check_name: (one.passed, one.severity.value)
                for one in result.get_asset_check_evaluations()
            },
            built={
                event.asset_key.to_user_string()
                for event in result.get_asset_materialization_events()
                if event.asset_key
            },
            error=" ".join(
                f"{one.error.to_string()} {one.error.cause}" for one in failures if one.error
            ),
        )


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory, bigquery: Target) -> Plants:
    folder = tmp_path_factory.mktemp("plants")
    for name in MODELS:
        put(
            folder / "models" / f"{name}.sql",
            f"select cast({{{{ var('{name}', 1) }}}} as int64) as id",
        )
    put(folder / "models" / "flower.sql", "select id from {{ ref('stem') }}")
    put(folder / "models" / "plants.yml", json.dumps(PROPERTIES))
    put(folder / "dbt_project.yml", "name: plants\nversion: 1.0.0\nprofile: consumer\n")
    done = run_dbt(folder, "parse", env=bigquery.environment("plants")).succeeded()
    return Plants(folder=folder, manifest=done.manifest)


@pytest.fixture
def plants(
    parsed: Plants, bigquery: Target, dataset: str, monkeypatch: pytest.MonkeyPatch
) -> Plants:
    for name, value in bigquery.environment(dataset).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")
    return parsed


@pytest.mark.row("D3")
def test_a_failure_that_is_not_critical_and_stops_nothing_only_warns(
    plants: Plants,
) -> None:
    ran = plants.build(leaf=NULL)

    assert ran.success, ran.error
    assert ran.checks["not_null_leaf_id"] == (False, "WARN")
    assert ran.checks["not_null_vital_id"][0]
    assert ran.built == {"vital", "leaf", "stem", "flower"}


@pytest.mark.row("D3")
def test_a_run_is_red_when_dbt_skipped_something_for_a_failure_that_only_warns(
    plants: Plants,
) -> None:
    ran = plants.build(stem=NULL)

    assert not ran.success
    assert ran.checks["not_null_stem_id"] == (False, "WARN")
    assert "flower" not in ran.built
    assert "never built or tested, because of what failed: model.plants.flower" in ran.error


@pytest.mark.row("D3")
def test_a_critical_failure_is_an_error_and_the_run_is_red(plants: Plants) -> None:
    ran = plants.build(vital=NULL)

    assert not ran.success
    assert ran.checks["not_null_vital_id"] == (False, "ERROR")
    assert "critical and failed: test.plants.not_null_vital_id" in ran.error


@pytest.mark.row("D3")
def test_a_run_is_red_when_dbt_stopped_at_the_first_failure(plants: Plants) -> None:
    ran = plants.build("--fail-fast", leaf=NULL)

    assert not ran.success
    assert "not_null_leaf_id" in ran.error


@pytest.mark.row("D3")
def test_a_command_dbt_refuses_is_red_with_dbts_own_error(plants: Plants) -> None:
    ran = plants.build("--no-such-option")

    assert not ran.success
    assert "DagsterDbtCliRuntimeError" in ran.error


def test_in_an_op_results_are_mapped_and_marked_too(parsed: Plants) -> None:
    failed = dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("leaf"),
        check_name="not_null_leaf_id",
        passed=False,
        metadata={"unique_id": dg.MetadataValue.text(test_id(parsed, "not_null_leaf_id"))},
    )

    mapped = remapped(failed, parsed.manifest)
    (shown,) = marked(iter([mapped]), parsed.manifest)

    assert shown.severity == dg.AssetCheckSeverity.WARN
    assert shown.metadata["nightledger/severity"] == dg.MetadataValue.text("error")
    assert (shown.asset_key, shown.check_name, shown.passed) == (
        failed.asset_key,
        failed.check_name,
        False,
    )


def test_id(plants: Plants, name: str) -> str:
    """Return the unique id of a test."""
    nodes = plants.manifest["nodes"].items()
    return next(str(key) for key, node in nodes if node["name"] == name)


test_id.__test__ = False  # type: ignore[attr-defined] # a helper that is no test
