"""What a project gets that installs the package: our models, and nothing else of ours.

dbt reads more folders than one would think (functions, tests, docs, every yml), and each of them
has put nodes into other people's projects before.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from harness.dbt import REPOSITORY, copy_project, dbt_command, run_dbt
from harness.target import PROFILES

pytestmark = pytest.mark.row("F6")
HERE = Path(__file__).parent
PREFIX = "nightledger__"
THEIRS = {"model.bare.dbt_test_results", "model.bare.runs"}
HOOKS = {f"operation.nightledger.nightledger-on-run-{when}-0" for when in ("start", "end")}
ROOMS = (
    "sources",
    "exposures",
    "metrics",
    "groups",
    "selectors",
    "disabled",
    "semantic_models",
    "saved_queries",
    "unit_tests",
    "functions",
)

Manifest = dict[str, Any]


def parse(folder: Path, python_env: str, *, named_alike: bool) -> Manifest:
    """Install the package in a bare project and parse it; give dbt's manifest."""
    if not dbt_command(python_env).exists():
        pytest.skip(f"no environment .venvs/{python_env}: `make matrix` builds it")
    project = copy_project(HERE / "project", folder / "project")
    if named_alike:
        shutil.copytree(HERE / "named_alike", project, dirs_exist_ok=True)
    variables = {"DBT_PROFILES_DIR": str(PROFILES)}
    run_dbt(project, "deps", env=variables, python_env=python_env).succeeded()
    result = run_dbt(project, "parse", env=variables, python_env=python_env).succeeded()
    assert "WARNING" not in result.stdout.upper(), result.stdout
    return result.manifest


@pytest.fixture(scope="module", params=["dbt-1.10", "product", "dbt-1.12", "dbt-v2"])
def manifest(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """Return what each dbt sees in a project whose two models are named like ours."""
    return parse(tmp_path_factory.mktemp("consumer"), str(request.param), named_alike=True)


def our_models() -> set[str]:
    """Return the id of every model of ours, from the names of the files that describe them."""
    stems = {path.stem.removeprefix(PREFIX) for path in (REPOSITORY / "models").rglob("*.yml")}
    return {f"model.nightledger.{PREFIX}{stem}" for stem in stems}


def our_docs() -> set[str]:
    """Return the id of every docs block of ours; dbt's own is there in any project."""
    texts = [path.read_text() for path in (REPOSITORY / "models").rglob("*.md")]
    names = {name for text in texts for name in re.findall(r"{% docs (\w+) %}", text)}
    return {f"doc.nightledger.{name}" for name in names}


def nodes(manifest: Manifest) -> set[str]:
    """Return the ids of all nodes; hooks are nodes on dbt v1 only."""
    return set(manifest["nodes"]) - HOOKS


def test_a_project_gets_our_models_and_nothing_else(manifest: Manifest) -> None:
    assert nodes(manifest) - THEIRS == our_models()
    assert {room: manifest[room] for room in ROOMS if manifest.get(room)} == {}


def test_a_project_gets_no_docs_and_macros_but_ours(manifest: Manifest) -> None:
    assert set(manifest["docs"]) - {"doc.dbt.__overview__"} == our_docs()
    packages = {macro["package_name"] for macro in manifest["macros"].values()}
    assert packages - {"dbt", "dbt_bigquery"} == {"nightledger"}


def test_our_names_cannot_be_taken_for_theirs(manifest: Manifest) -> None:
    # the page of a package has a name that dbt gives it
    ids = our_models() | our_docs() - {"doc.nightledger.__nightledger__"}
    assert all(unique_id.split(".")[-1].startswith("nightledger_") for unique_id in ids)
    assert nodes(manifest) >= THEIRS


def test_models_of_the_same_name_stay_apart(manifest: Manifest) -> None:
    for unique_id, node in manifest["nodes"].items():
        own = THEIRS if unique_id in THEIRS else our_models()
        assert set(node.get("depends_on", {}).get("nodes", [])) <= own, unique_id


@pytest.mark.parametrize("python_env", ["product", "dbt-v2"])
def test_a_project_without_models_parses(python_env: str, tmp_path: Path) -> None:
    assert nodes(parse(tmp_path, python_env, named_alike=False)) == our_models()
