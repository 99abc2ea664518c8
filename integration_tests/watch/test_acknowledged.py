"""Somebody takes a problem on: from the command line to what the router knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from nightledger.cli import main
from nightledger.transports.particulars import ID_LENGTH
from watch.scene import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from watch.scene import Scene

    Run = Callable[..., Result]

pytestmark = pytest.mark.row("B17", "C13")


DBT = ("dbt",)


@pytest.fixture
def run(scene: Scene) -> Run:
    """Return a runner of `nightledger <arguments>` against the scene's ledger."""
    for statement in statements(scene.dataset, procedures=(), views=("vw_open_problems",)):
        scene.client.query(statement.replace("create view", "create or replace view")).result()
    environment = {
        "NIGHTLEDGER_PROJECT": scene.bigquery.project,
        "NIGHTLEDGER_DATASET": scene.dataset,
        "BIGQUERY_EMULATOR_HOST": scene.bigquery.url,
    }
    return lambda *arguments: CliRunner(env=environment).invoke(main, arguments)


def test_who_takes_a_problem_on_is_on_record(scene: Scene, run: Run) -> None:
    nothing = run("ack", "anything", "--by", "ada")
    assert (nothing.exit_code, "No problem is open" in nothing.output) == (2, True)

    scene.results(2)
    scene.tick(scene.alerts("webhook"), families=DBT)
    first, second = scene.rows(table="vw_open_problems")
    for called in ("", "f" * 40, "anything else"):
        unclear = run("ack", called, "--by", "ada")
        assert unclear.exit_code == 2
        assert all(
            each["fingerprint"][:ID_LENGTH] in unclear.output and each["subject"] in unclear.output
            for each in (first, second)
        )
    assert scene.rows(table="alert_acknowledgements") == []

    called = first["fingerprint"][:ID_LENGTH]
    taken = run("ack", called, "--by", "ada", "--comment", "on it, api_key=abc")
    assert taken.exit_code == 0, taken.output
    assert taken.output.startswith(f"ada takes on: error {first['subject']} (prod)")
    [row] = scene.rows(table="alert_acknowledgements")
    assert (row["fingerprint"], row["created_by"]) == (first["fingerprint"], "ada")
    assert row["comment"] == "on it, [redacted]"
    known = {row["subject"]: row["acknowledged_by"] for row in scene.rows(table="vw_open_problems")}
    assert known == {first["subject"]: "ada", second["subject"]: None}
    assert "; ada had before" in run("ack", first["subject"], "--by", "bo").output


def test_nobody_else_is_told_of_what_somebody_takes_on(scene: Scene, run: Run) -> None:
    route = {"escalate_after": "30m", "escalate_to": "slack"}
    alerts = scene.alerts("webhook", "slack", told=["webhook"], route=route)
    scene.results(2)
    scene.tick(alerts, families=DBT)
    mine, other = scene.rows(table="vw_open_problems")
    assert run("ack", mine["subject"], "--by", "ada").exit_code == 0

    scene.later(minutes=40)
    scene.tick(alerts, families=DBT)

    [request] = scene.target("slack").received()
    assert other["subject"] in request.text
    assert mine["subject"] not in request.text
