"""A step whose process is killed for real says so, in its own row and in that of its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg
import pytest
from nightledger.dagster.scan import scan
from package.dagster import crashing
from python.tests.dagster.recording import RecordingLedger

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.row("A5")
def test_a_step_that_is_killed_says_by_which_signal(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    ledger = RecordingLedger()
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        job = dg.reconstructable(crashing.nightly)
        result = dg.execute_job(job, instance=instance)
        scan(instance, ledger)
    assert not result.success
    step = ledger.only("dagster_steps", step_key="greedy", event="failed")
    assert step["error_type"] == "ChildProcessCrashException"
    assert step["error_message"].startswith(
        "Multiprocess executor: child process for step greedy was terminated by signal 9 (SIGKILL)."
    )
    run = ledger.rows("dagster_runs")[-1]
    assert run["error_message"] == step["error_message"]
    assert (run["failure_reason"], run["failed_step_key"]) == ("step_failure", "greedy")
