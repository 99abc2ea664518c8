"""Measure the hooks of one dbt command whose nodes take no time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from harness.dbt import QUIET
from harness.jobs import jobs_since

if TYPE_CHECKING:
    from benchmarks.project import BenchProject
    from harness.target import Target

FAKED_DBT = Path(__file__).with_name("faked_dbt.py")
#: Exit codes of a dbt that ran to its end; 1 means that tests failed.
ENDED = (0, 1)
END_HOOK = "on-run-end"
CLOCK_TOLERANCE = timedelta(milliseconds=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCost:
    """What the hooks of one command cost; seconds are the end hook's, counts are of both hooks.

    `cpu_seconds` is the main thread's own work: statements under way are not in it.
    """

    seconds: float
    cpu_seconds: float
    jobs: int
    sql_bytes: int
    largest_statement_bytes: int


def measure(
    target: Target,
    project: BenchProject,
    dataset: str,
    *arguments: str,
    copies: int = 1,
) -> HookCost:
    """Run `dbt <arguments>` with nodes that take no time; raises AssertionError when dbt breaks.

    Jobs and bytes are the server's record: nothing but the hooks sends SQL then.
    """
    measures = project.folder / "measures.json"
    measures.unlink(missing_ok=True)
    client = target.client()
    since = datetime.now(timezone.utc) - CLOCK_TOLERANCE
    run_faked_dbt(target, project, dataset, [str(measures), str(copies), *arguments])
    jobs = jobs_since(client, since)
    client.close()  # type: ignore[no-untyped-call]
    end = json.loads(measures.read_text())[END_HOOK]
    return HookCost(
        seconds=end["wall"],
        cpu_seconds=end["cpu"],
        jobs=len(jobs),
        sql_bytes=sum(job.sql_bytes for job in jobs),
        largest_statement_bytes=max(job.sql_bytes for job in jobs),
    )


def measure_often(
    times: int, target: Target, project: BenchProject, dataset: str, *arguments: str
) -> HookCost:
    """Return the medians of several runs; jobs and bytes are the worst run's."""
    costs = [measure(target, project, dataset, *arguments) for _ in range(times)]
    return HookCost(
        seconds=median(cost.seconds for cost in costs),
        cpu_seconds=median(cost.cpu_seconds for cost in costs),
        jobs=max(cost.jobs for cost in costs),
        sql_bytes=max(cost.sql_bytes for cost in costs),
        largest_statement_bytes=max(cost.largest_statement_bytes for cost in costs),
    )


def run_faked_dbt(
    target: Target, project: BenchProject, dataset: str, arguments: list[str]
) -> None:
    """Run faked_dbt.py in the project's folder."""
    done = subprocess.run(
        [sys.executable, str(FAKED_DBT), *arguments],
        cwd=project.folder,
        env={**os.environ, **QUIET, **target.environment(dataset)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in ENDED or "[nightledger] WARNING" in done.stdout:
        message = f"dbt {arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        raise AssertionError(message)
