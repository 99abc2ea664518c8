"""The shim on the oldest Dagster it works with, on one in between, and on the newest."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from harness.dbt import REPOSITORY, dbt_command

from .environments import need

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.row("F6")

PROGRAM = REPOSITORY / "integration_tests" / "matrix" / "dagster_smoke.py"
OLDEST, BETWEEN, NEWEST = "1.10", "1.12", "1.13"
ENVIRONMENTS = {OLDEST: "dagster-1.10", BETWEEN: "dagster-1.12", NEWEST: "product"}
NEWER = {
    "NightledgerComponent": "1.11",
    "NightledgerDbtTranslator": "1.11",
    "with_severities": "1.11",
    "cron": "1.12",
    "freshness": "1.12",
}
"""What needs a newer Dagster than the oldest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """What the program said under one version."""

    version: str
    said: Mapping[str, Any]

    def rows(self, table: str, **wanted: object) -> list[dict[str, Any]]:
        """Return the rows of a table that have these values."""
        return [
            row
            for row in self.said["rows"].get(table, [])
            if all(row.get(name) == value for name, value in wanted.items())
        ]


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def smoke(request: pytest.FixtureRequest) -> Smoke:
    """Run the program."""
    version = str(request.param)
    need(ENVIRONMENTS[version])
    python = dbt_command(ENVIRONMENTS[version]).parent / "python"
    environment = {
        **os.environ,
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY / "python" / "src"),
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "NIGHTLEDGER_ENVIRONMENT": "test",
    }
    done = subprocess.run(
        [python, "-W", "ignore", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Smoke(version=version, said=json.loads(done.stdout.splitlines()[-1]))


def test_the_versions_are_the_ones_meant(smoke: Smoke) -> None:
    assert smoke.said["version"].startswith(f"{smoke.version}.")


def test_everything_is_there_or_says_which_dagster_it_needs(smoke: Smoke) -> None:
    number = tuple(map(int, smoke.version.split(".")))
    for name, said in smoke.said["names"].items():
        needed = NEWER.get(name, OLDEST)
        is_enough = number >= tuple(map(int, needed.split(".")))
        expected = f"{name} needs Dagster {needed} or newer, and this is {smoke.said['version']}."
        assert said == ("ok" if is_enough else expected)


def test_observe_adds_a_running_sensor_and_swaps_dbts_resource(smoke: Smoke) -> None:
    assert smoke.said["sensor"] == ["nightledger_audit", "RUNNING"]
    assert smoke.said["dbt"] == "NightledgerDbtCliResource"


def test_a_run_is_on_record_with_all_that_happened_in_it(smoke: Smoke) -> None:
    run = smoke.rows("dagster_runs")[-1]
    assert (run["run_id"], run["status"]) == (smoke.said["run_id"], "failure")
    assert (run["error_type"], run["error_message"]) == ("ConnectionError", "the shop is closed")
    (made,) = smoke.rows("dagster_asset_materializations", event="materialized", asset_key="loans")
    assert (made["row_count"], made["owners"], made["group_name"], made["kinds"]) == (
        3,
        ["team:risk"],
        "marts",
        ["python"],
    )
    assert smoke.rows("dagster_asset_check_evaluations", check_name="has_rows", status="failed")
    events = [row["event"] for row in smoke.rows("dagster_steps", step_key="broken")]
    assert events == ["up_for_retry", "restarted", "failed"]
    beat = smoke.rows("dagster_heartbeats")[0]
    assert (beat["unreadable_count"], beat["is_caught_up"]) == (0, True)
    assert beat["storage_id"]
    assert smoke.said["second"] == {}


def test_a_dlt_load_in_a_step_is_on_record_with_its_run(smoke: Smoke) -> None:
    (load,) = smoke.rows("dlt_loads")
    assert (load["table_name"], load["rows_loaded"]) == ("odd_table", 2)
    assert load["dagster_run_id"] == smoke.said["run_id"]
