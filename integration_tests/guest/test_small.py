"""How much of a project is ours, and what a command shows of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Shop

pytestmark = pytest.mark.row("F12")
MOST_NODES = 60
MOST_RELATIONS = 45
MOST_COLUMNS = 700
MOST_BYTES = 400_000
OURS = "nightledger"


@pytest.fixture(scope="module")
def nodes(shop: Shop) -> list[dict[str, Any]]:
    """Return our nodes of the manifest, hooks apart."""
    session = shop.session()
    session.parse().succeeded()
    written = json.loads((shop.folder / "target" / "manifest.json").read_text())["nodes"]
    ours = [node for node in written.values() if node["package_name"] == OURS]
    return [node for node in ours if node["resource_type"] != "operation"]


def test_we_are_small_in_the_manifest(nodes: list[dict[str, Any]]) -> None:
    assert len(nodes) <= MOST_NODES
    assert sum(len(node["columns"]) for node in nodes) <= MOST_COLUMNS
    assert sum(len(json.dumps(node)) for node in nodes) <= MOST_BYTES


def test_every_node_of_ours_describes_a_relation_and_builds_nothing(
    nodes: list[dict[str, Any]],
) -> None:
    for node in nodes:
        about = node["config"]["meta"][OURS]
        assert node["config"]["materialized"] == "ephemeral"
        assert node["name"] == f"nightledger__{about['relation']}"
        assert about["kind"] in ("table", "view")
        assert node["depends_on"]["nodes"] == []
        assert node["docs"]["show"]
        assert node["description"]
        assert all(column["description"] for column in node["columns"].values())


def test_there_are_few_relations(shop: Shop) -> None:
    assert len(shop.kinds()) <= MOST_RELATIONS


def test_an_ordinary_build_runs_none_of_our_nodes_and_prints_nothing_of_them(
    shop: Shop,
) -> None:
    session = shop.session()
    session.parse().succeeded()
    outcome = session.run("build").succeeded()
    assert [line for line in outcome.lines if OURS in line and "hook" not in line] == []
    built = {result.node.unique_id for result in outcome.result.results}
    assert {name for name in built if name.startswith("model.")} == {
        "model.shop.orders",
        "model.shop.recorded",
    }


def test_a_users_model_reads_the_ledger_by_ref(shop: Shop) -> None:
    found = shop.client.query(f"select command_count from `{shop.dataset}`.recorded").result()
    assert next(iter(found))["command_count"] >= 1


@pytest.mark.parametrize(
    "changed",
    [
        {"NIGHTLEDGER_TEST_DATASET": "elsewhere"},
        {"DBT_TARGET": "bigquery", "NIGHTLEDGER_TEST_PROJECT": "another-project"},
    ],
    ids=["dataset", "target"],
)
@pytest.mark.parametrize("settings", [{}, {"nightledger": {"environment": "ci", "text_limit": 9}}])
def test_an_unchanged_project_is_unmodified_whatever_the_target_and_vars(
    shop: Shop, tmp_path: Path, changed: dict[str, str], settings: dict[str, Any]
) -> None:
    session = shop.session()
    session.parse().succeeded()
    state = tmp_path / "state"
    state.mkdir()
    written = (shop.folder / "target" / "manifest.json").read_text()
    (state / "manifest.json").write_text(written)
    session.manifest = None
    session.environment = {**session.environment, **changed}
    outcome = session.run(
        *(
            "ls",
            "--select",
            "state:modified+",
            "--state",
            str(state),
            "--no-partial-parse",
        ),
        *("--vars", json.dumps(settings)),
    ).succeeded()
    assert outcome.result == []
