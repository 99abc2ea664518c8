"""What a tick costs: with 25 failing tests pending, with nothing, and in a storm of 10,000.

The ledger's facts are appended as any writer does; the tick is the real one, in a process of its
own for the storm, and sends to a real server on loopback.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from harness.dbt import run_dbt
from harness.fake_targets import FakeTargets
from harness.jobs import jobs_since
from nightledger.config import Config, loads
from nightledger.ledger import append, table_versions
from nightledger.watch import Watcher, tick
from nightledger.watch.families import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.project import BenchProject
    from google.cloud.bigquery import Client
    from harness.fake_targets import Targets
    from harness.target import Target

PENDING = 25
STORM = 10_000
REPEATS = 5
PLACE = "teams/bench"
ALERTS = """
receivers:
  - {name: channel, type: teams, url: {env: BENCH_TEAMS_URL}, allowed_hosts: ["127.0.0.1"]}
  - {name: tool, type: webhook, url: {env: BENCH_WEBHOOK_URL}}
fallback: tool
route: {receiver: channel, group_interval: 1s}
"""
HOST = "cli"
TRIGGER = "person"
STORM_PROGRAM = Path(__file__).with_name("storm.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A ledger with its views, and a server that takes what is sent."""

    target: Target
    client: Client
    dataset: str
    targets: Targets
    config: Config

    def failing(self, count: int, at: datetime) -> None:
        """Put a dbt run with so many failing tests on record."""
        run = f"run-{at.timestamp()}"
        events: list[dict[str, Any]] = [
            {"event": "started", "occurred_at": at - timedelta(minutes=1)},
            {"event": "finished", "occurred_at": at, "result_count": count},
        ]
        about = {"environment": "prod", "invocation_id": run}
        command = {"command": "build", "invocation_command": "dbt build"}
        append(
            self.client,
            self.dataset,
            "dbt_invocations",
            [about | command | event for event in events],
        )
        tests = [
            about
            | {
                "unique_id": f"test.bench.{run}.{number}",
                "test_type": "generic",
                "test_name": "unique",
                "occurred_at": at,
                "status": "fail",
                "is_critical": number == 0,
                "failures": 3,
                "asset_id": f"model.bench.m{number % 50}",
                "asset_name": f"m{number % 50}",
                "column_name": "id",
                "owner": "data@lender.example",
                "message": "Got 3 results, configured to fail if != 0",
            }
            for number in range(count)
        ]
        append(self.client, self.dataset, "dbt_test_results", tests)

    def until_first_post(self) -> tuple[float, int]:
        """Tick; give seconds from its start to the first request, and the jobs before that."""
        since, started = datetime.now(timezone.utc), time.time()
        report = tick(self.client, self.dataset, self.config, host=HOST, trigger=TRIGGER)
        if report.accepted_count == 0:
            message = f"nothing was delivered: {report}"
            raise AssertionError(message)
        first = self.targets.http(PLACE).received()[-1].arrived_at
        jobs = jobs_since(self.client, since - timedelta(milliseconds=5))
        return first - started, sum(job.created_at.timestamp() <= first for job in jobs)

    def empty(self) -> tuple[float, int]:
        """Tick with nothing to do; give its seconds and jobs."""
        since, started = datetime.now(timezone.utc), time.monotonic()
        tick(self.client, self.dataset, self.config, host=HOST, trigger=TRIGGER)
        seconds = time.monotonic() - started
        return seconds, len(jobs_since(self.client, since - timedelta(milliseconds=5)))

    def idle(self) -> float:
        """Return the seconds of a tick of a watcher that has nothing to look at."""
        watcher = Watcher(client=self.client, dataset=self.dataset)
        watcher.tick(self.config, host=HOST, trigger=TRIGGER)
        table_versions(self.client, self.dataset, tuple(TABLES))
        started = time.monotonic()
        report = watcher.tick(self.config, host=HOST, trigger=TRIGGER)
        if report.outcome != "idle":
            message = f"it looked: {report}"
            raise AssertionError(message)
        return time.monotonic() - started

    def storm(self) -> dict[str, float]:
        """Return seconds and memory of one tick over 10,000 failing tests, and what arrived."""
        before = len(self.targets.http(PLACE).received())
        environment = os.environ | {"BENCH_ENDPOINT": str(self.target.url)}
        answer = subprocess.run(
            [sys.executable, STORM_PROGRAM, self.target.project, self.dataset],
            env=environment,
            input=ALERTS,
            capture_output=True,
            text=True,
            check=True,
        )
        measured: dict[str, float] = json.loads(answer.stdout)
        arrived = self.targets.http(PLACE).received()[before:]
        return measured | {"messages": len(arrived)}


def measure_ticks(
    target: Target, project: BenchProject, dataset: str, say: Callable[[str], None]
) -> dict[str, float]:
    """Make a ledger with its views, and time ticks (medians of five; the storm once)."""
    environment = target.environment(dataset)
    run_dbt(project.folder, "run", "--select", "package:nightledger", env=environment).succeeded()
    with (
        tempfile.TemporaryDirectory(prefix="nightledger-targets-") as folder,
        FakeTargets.start(Path(folder)) as targets,
    ):
        os.environ["BENCH_TEAMS_URL"] = targets.url(PLACE)
        os.environ["BENCH_WEBHOOK_URL"] = targets.webhook_url("bench")
        place = Place(
            target=target,
            client=target.client(),
            dataset=f"{dataset}_audit",
            targets=targets,
            config=loads(ALERTS),
        )
        return measure_place(place, say)


def measure_place(place: Place, say: Callable[[str], None]) -> dict[str, float]:
    """Measure, from the smallest to the largest."""
    place.empty()
    empty = [place.empty() for _ in range(REPEATS)]
    say(f"empty ticks: {empty}")
    idle = [place.idle() for _ in range(REPEATS)]
    say(f"idle ticks: {idle}")
    posts = []
    for _ in range(REPEATS):
        place.failing(PENDING, datetime.now(timezone.utc))
        posts.append(place.until_first_post())
        time.sleep(1.1)
    say(f"first POST with {PENDING} failing tests pending: {posts}")
    place.failing(STORM, datetime.now(timezone.utc))
    storm = place.storm()
    say(f"storm: {storm}")
    return {
        "tick_empty_seconds": median(seconds for seconds, _ in empty),
        "tick_empty_jobs": max(jobs for _, jobs in empty),
        "tick_idle_seconds": median(idle),
        "tick_post_seconds": median(seconds for seconds, _ in posts),
        "tick_post_jobs": max(jobs for _, jobs in posts),
        "storm_seconds": storm["seconds"],
        "storm_mebibytes": storm["mebibytes"],
        "storm_messages": storm["messages"],
    }
