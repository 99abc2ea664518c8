"""How judging grows: the size of statements, a look over 20 and over 720 runs, what it costs."""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks import cost, scale_facts
from benchmarks.scale_counts import footprint_of, heaviest, ratio_of_medians
from benchmarks.ticks import ALERTS, Place
from benchmarks.views import time_view
from harness.dbt import run_dbt
from harness.fake_targets import FakeTargets
from nightledger.config import loads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.project import BenchProject
    from google.cloud.bigquery import Client
    from harness.target import Target

FEW, MANY = 20, 720
REPEATS = 3
VIEWS = ("vw_open_problems", "vw_alert_ledger", "vw_recent_failures")
AFTER_A_LOOK_SECONDS = 1.1
"""A new run is recorded after the look before it: what is recorded earlier counts as late."""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """A ledger with a history that has been judged."""

    client: Client
    dataset: str
    new_runs: int = 0

    def fill(self, runs: int) -> int:
        """Write a history and judge it day by day; return how many looks that took."""
        now = time.time()
        scale_facts.history(runs, now).write(self.client, self.dataset)
        return scale_facts.judge_history(self.client, self.dataset, now)

    def add_run(self) -> None:
        """Write a new run of 600 results: 25 tests fail that did not, 25 work again."""
        self.new_runs += 1
        time.sleep(AFTER_A_LOOK_SECONDS)
        scale_facts.Runs(
            name=f"new-{self.new_runs}",
            count=1,
            newest=int(time.time()),
            shift=self.new_runs,
        ).write(self.client, self.dataset)

    def look(self) -> float:
        """Look once; return its seconds."""
        started = time.perf_counter()
        self.client.query(f"call `{self.dataset}`.look()").result()
        return time.perf_counter() - started


def measure_scale(
    target: Target, few: BenchProject, many: BenchProject, say: Callable[[str], None]
) -> dict[str, Any]:
    """Measure all; seconds are medians of three, of both ledgers in turns."""
    found: dict[str, Any] = heaviest()
    say(f"sizes: {found}")
    found |= {f"usd_{name}": each.usd_per_month for name, each in cost.costs().items()}
    found |= footprint(target, few)
    say(f"so far: {found}")
    ledgers = {
        runs: ledger_of(target, project, runs, say) for runs, project in ((FEW, few), (MANY, many))
    }
    found |= look_figures(ledgers, say)
    found |= {"view_ratios": view_ratios(ledgers, say)}
    found |= {"first_post_seconds_720": first_post(target, ledgers[MANY])}
    say(f"first POST over {MANY} runs: {found['first_post_seconds_720']:.2f} s")
    return found


def ledger_of(
    target: Target, project: BenchProject, runs: int, say: Callable[[str], None]
) -> Ledger:
    """Make a ledger with so many runs on record, judged."""
    name = project.folder.name
    environment = target.environment(name)
    run_dbt(project.folder, "run-operation", "nightledger.setup", env=environment).succeeded()
    ledger = Ledger(client=target.client(), dataset=f"{name}_audit")
    started = time.monotonic()
    looks = ledger.fill(runs)
    say(f"{runs} runs, {looks} looks of the past: {time.monotonic() - started:.0f} s")
    return ledger


def look_figures(ledgers: Mapping[int, Ledger], say: Callable[[str], None]) -> dict[str, float]:
    """Time looks after a new run, both ledgers in turns, then looks with nothing new."""
    seconds: dict[int, list[float]] = {runs: [] for runs in ledgers}
    empty: dict[int, list[float]] = {runs: [] for runs in ledgers}
    for ledger in ledgers.values():
        ledger.look()
    for _ in range(REPEATS):
        for runs, ledger in ledgers.items():
            ledger.add_run()
            seconds[runs].append(ledger.look())
            empty[runs].append(ledger.look())
    say(f"looks after a new run: {seconds}; with nothing new: {empty}")
    return {
        "look_ratio_720_to_20": ratio_of_medians(seconds[MANY], seconds[FEW]),
        "look_seconds_720": median(seconds[MANY]),
        "empty_look_seconds": median(empty[MANY]),
    }


def view_ratios(ledgers: Mapping[int, Ledger], say: Callable[[str], None]) -> dict[str, float]:
    """Return for each view how many times as long it takes over many runs."""
    ratios = {}
    for view in VIEWS:
        seconds = {
            runs: time_view(ledger.client, ledger.dataset, view) for runs, ledger in ledgers.items()
        }
        say(f"{view}: {seconds}")
        ratios[view] = seconds[MANY] / seconds[FEW]
    return ratios


def first_post(target: Target, ledger: Ledger) -> float:
    """Return the seconds from the start of a tick after a new run to its first POST."""
    with (
        tempfile.TemporaryDirectory(prefix="nightledger-targets-") as folder,
        FakeTargets.start(Path(folder)) as targets,
    ):
        os.environ["BENCH_TEAMS_URL"] = targets.url("teams/bench")
        os.environ["BENCH_WEBHOOK_URL"] = targets.webhook_url("bench")
        place = Place(
            target=target,
            client=ledger.client,
            dataset=ledger.dataset,
            targets=targets,
            config=loads(ALERTS),
        )
        # what the history left open is told first
        place.empty()
        seconds = []
        for _ in range(REPEATS):
            ledger.add_run()
            seconds.append(place.until_first_post()[0])
    return median(seconds)


def footprint(target: Target, project: BenchProject) -> dict[str, int]:
    """Return what the package adds to a user's manifest: nodes, documented columns, bytes."""
    environment = target.environment(project.folder.name)
    run_dbt(project.folder, "parse", env=environment).succeeded()
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text())
    return footprint_of(manifest)
