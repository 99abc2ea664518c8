"""docs/any-orchestrator.md: its recipes are run, and each night is one run and one message."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from harness.dbt import dbt_command
from recipes.shop import block, steps

if TYPE_CHECKING:
    from recipes.shop import Shop

pytestmark = pytest.mark.row("F7")
FIELDS = 5
"""Of a crontab's line, before the command."""


def need(name: str) -> str:
    """Return the folder of an environment's commands; skip the test unless it was built."""
    folder = dbt_command(name).parent
    if not (folder / "python").exists():
        pytest.skip(f"no environment .venvs/{name}: `make recipes` builds it")
    return str(folder)


def test_cron_runs_its_lines(shop: Shop) -> None:
    (shop.folder / "nightledger.env").write_text("export NIGHTLEDGER_ENVIRONMENT=prod\n")
    night, again = (line.split(maxsplit=FIELDS)[FIELDS] for line in block("cron").splitlines())
    said = "".join(
        shop.run("sh", "-c", line.replace("/srv/shop", str(shop.folder)).replace("\\%", "%"))
        for line in (night, again)
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", shop.was_one_night(said))


@pytest.mark.row("F11")
def test_github_actions_runs_its_steps_and_shows_what_failed(shop: Shop) -> None:
    variables, lines = steps()
    expressions = {"github.run_id": "4711", "github.run_attempt": "2"}
    run_id = re.sub(
        r"\$\{\{ (.+?) \}\}",
        lambda found: expressions[found[1]],
        variables["NIGHTLEDGER_PIPELINE_RUN_ID"],
    )
    summary = shop.folder / "summary.md"
    given = {"NIGHTLEDGER_PIPELINE_RUN_ID": run_id, "GITHUB_STEP_SUMMARY": str(summary)}
    said = "".join(shop.run("bash", "-e", "-c", line, **given) for line in lines)
    assert shop.was_one_night(said) == "github-4711-2"
    assert "unique" in summary.read_text()


def test_a_command_per_model_is_one_run_and_one_message(shop: Shop) -> None:
    given = {"NIGHTLEDGER_PIPELINE_RUN_ID": "scheduled__2026-11-20T00:00:00+00:00"}
    for model in ("raw_orders", "orders", "customers"):
        shop.run("dbt", "build", "--select", model, **given)
    said = shop.run("nightledger", "tick", **given)
    assert shop.was_one_night(said) == given["NIGHTLEDGER_PIPELINE_RUN_ID"]


def test_airflow_with_cosmos_runs_a_dag(shop: Shop) -> None:
    folder = need("airflow")
    shop.run("dbt", "parse", NIGHTLEDGER_PIPELINE_RUN_ID="none")
    dags = shop.folder / "dags"
    dags.mkdir()
    text = block("python", "Airflow").replace("/srv/shop", str(shop.folder))
    text = text.replace('target_name="prod"', 'target_name="emulator"')
    (dags / "shop.py").write_text(text)
    given = {
        "AIRFLOW_HOME": str(shop.folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__COSMOS__ENABLE_TELEMETRY": "false",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "false",
        "PATH": os.pathsep.join([shop.environment["PATH"], folder]),
    }
    said = shop.run(f"{folder}/airflow", "db", "migrate", **given)
    said += shop.run(f"{folder}/airflow", "dags", "test", "shop", **given)
    assert shop.was_one_night(said).startswith("shop ")
