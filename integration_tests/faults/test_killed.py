"""dbt is ended from outside between its first and its last hook."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from faults.moments import PERSONS
from harness.dbt import start_dbt
from harness.fault_proxy import FaultProxy
from harness.passing_time import let_pass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.specimen import Project
    from harness.target import Target

SIGNALS = (signal.SIGTERM, signal.SIGKILL, signal.SIGINT)
EXIT_CODES = {signal.SIGTERM: -15, signal.SIGKILL: -9, signal.SIGINT: 2}
IMPATIENT = {"vanished_after_minutes": 0, "vanished_without_history_minutes": 0}
SETTINGS = json.dumps({"nightledger": IMPATIENT})
SETUP = ("run-operation", "nightledger.setup", "--vars", SETTINGS)
LOOK = ("run-operation", "nightledger.look")
#: Longer than it takes to see the request and send the signal.
MODEL_SECONDS = 6
PATIENCE_SECONDS = 120
POLL_SECONDS = 0.05
#: Longer than a look waits for rows that are late.
LATER = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A command that was ended, and the project it ran in; `target/` is the last one's."""

    project: Project
    returncode: int
    invocation_id: str


@pytest.fixture(scope="module")
def ended(new_project: Callable[[], Project], bigquery: Target) -> dict[signal.Signals, Ended]:
    """Return one command per signal, ended while its model ran; no run is waited for."""
    if bigquery.url is None:
        pytest.skip("a model is held back before the embedded BigQuery only")
    project = new_project()
    project.dbt(*SETUP).succeeded()
    with FaultProxy(bigquery.url) as proxy:
        fault = project.through(bigquery.through(proxy.url))
        commands = {sent: run_and_end(fault, proxy, sent) for sent in SIGNALS}
    let_pass(project.client, project.ledger, LATER)
    project.dbt(*LOOK, side="_look").succeeded()
    return commands


@pytest.mark.row("A1")
@pytest.mark.parametrize("sent", SIGNALS)
def test_a_command_that_is_ended_has_a_started_row_only(
    ended: dict[signal.Signals, Ended], sent: signal.Signals
) -> None:
    command = ended[sent]
    assert command.returncode == EXIT_CODES[sent]
    of_it = f"invocation_id = '{command.invocation_id}'"
    assert command.project.row("dbt_invocations", of_it)["event"] == "started"
    assert command.project.rows("dbt_node_results", of_it) == []


@pytest.mark.row("B8")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_is_killed_shows_as_vanished(
    ended: dict[signal.Signals, Ended], sent: signal.Signals
) -> None:
    command = ended[sent]
    row = command.project.row("vw_vanished_runs", f"invocation_id = '{command.invocation_id}'")
    assert row["command_line"].endswith("dbt run --select persons")
    assert row["finished_again_at"] is None
    assert "see why it ended, then run it again" in row["what_to_do"]


@pytest.mark.row("A11", "B8")
def test_an_interrupted_command_is_vanished_until_its_artifacts_are_ingested(
    ended: dict[signal.Signals, Ended], ingest: Callable[[Path], str]
) -> None:
    command = ended[signal.SIGINT]
    of_it = f"invocation_id = '{command.invocation_id}'"
    assert len(command.project.rows("vw_vanished_runs", of_it)) == 1

    ingest(command.project.folder / "target")

    assert command.project.rows("vw_vanished_runs", of_it) == []
    events = command.project.rows("dbt_invocations", of_it)
    assert sorted(row["event"] for row in events) == ["finished", "started"]


def run_and_end(project: Project, proxy: FaultProxy, sent: signal.Signals) -> Ended:
    """Run one slow model and send dbt's process group a signal while it runs."""
    proxy.clear()
    proxy.delay(PERSONS, seconds=MODEL_SECONDS)
    process = start_dbt(project.folder, "run", "--select", "persons", env=project.environment)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not proxy.seen(PERSONS):
        assert process.poll() is None, f"dbt ended by itself: {process.returncode}"
        assert time.monotonic() < deadline, "dbt did not come to its model"
        time.sleep(POLL_SECONDS)
    os.killpg(process.pid, sent)
    returncode = process.wait(PATIENCE_SECONDS)
    last = max(project.rows("dbt_invocations"), key=lambda row: str(row["occurred_at"]))
    return Ended(project=project, returncode=returncode, invocation_id=last["invocation_id"])
