"""Measure everything, or some sections: `python -m integration_tests.benchmarks [section ...]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # harness, benchmarks

from benchmarks import builds, hooks, imports, report, scale, sensor, ticks, views
from benchmarks.project import BenchProject, model_name
from harness.target import Target, open_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODELS = 100
MODELS_OF_3000_NODES = 500
MODELS_OF_6000_NODES = 1_000
REPEATS = 5
ONE_MODEL = ("build", "--select", model_name(1))
Values = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A running BigQuery and a folder for generated projects."""

    target: Target
    folder: Path

    def project(
        self,
        name: str,
        *,
        models: int = MODELS,
        long_metadata: bool = False,
        package: bool = True,
    ) -> BenchProject:
        """Write a project."""
        return BenchProject(
            folder=self.folder / name,
            models=models,
            long_metadata=long_metadata,
            with_package=package,
        ).write()

    def make_models(self, project: BenchProject) -> None:
        """Make the tables the failing tests look into, for commands that build none."""
        name = project.folder.name
        client = self.target.client()
        client.create_dataset(name)
        client.query(project.failing_models_sql(name)).result()
        client.close()  # type: ignore[no-untyped-call]

    def hooks(self, project: BenchProject, *arguments: str, times: int = REPEATS) -> hooks.HookCost:
        """Return the medians, after a first run that makes the ledger."""
        name = project.folder.name
        self.make_models(project)
        hooks.measure(self.target, project, name, *arguments)
        return hooks.measure_often(times, self.target, project, name, *arguments)


def measure_hooks(bench: Bench) -> Values:
    """100 models, 500 tests, 5 % of them failing; ordinary and long metadata."""
    cost = bench.hooks(bench.project("bench_hooks"), "build")
    say(f"100 models, 500 tests: {cost}")
    long = bench.hooks(bench.project("bench_long", long_metadata=True), "build", times=1)
    say(f"long metadata: {long}")
    return {
        "hook_seconds": cost.seconds,
        "hook_cpu_seconds": cost.cpu_seconds,
        "hook_jobs": cost.jobs,
        "hook_sql_bytes": cost.sql_bytes,
        "hook_largest_bytes": cost.largest_statement_bytes,
        "long_largest_bytes": long.largest_statement_bytes,
    }


def measure_one(bench: Bench) -> Values:
    """One model and its tests, in a small and in a large project."""
    small = bench.hooks(bench.project("bench_one_of_600"), *ONE_MODEL)
    say(f"one model of 600 nodes: {small}")
    large = bench.hooks(bench.project("bench_one_of_3000", models=MODELS_OF_3000_NODES), *ONE_MODEL)
    say(f"one model of 3,000 nodes: {large}")
    return {
        "one_of_600_cpu_seconds": small.cpu_seconds,
        "one_of_3000_cpu_seconds": large.cpu_seconds,
    }


def measure_many(bench: Bench) -> Values:
    """1,000 models and 5,000 tests; and their results five times over."""
    project = bench.project("bench_many", models=MODELS_OF_6000_NODES)
    many = bench.hooks(project, "build", times=3)
    say(f"6,000 results: {many}")
    more = hooks.measure(bench.target, project, "bench_many", "build", copies=5)
    say(f"30,000 results: {more}")
    return {
        "r6000_jobs": many.jobs,
        "r6000_cpu_seconds": many.cpu_seconds,
        "r30000_cpu_seconds": more.cpu_seconds,
        "r30000_largest_bytes": more.largest_statement_bytes,
        "r30000_linear": more.cpu_seconds / 5 / many.cpu_seconds,
    }


def measure_builds(bench: Bench) -> Values:
    """Run real builds: every model and test on BigQuery, with the package and without."""
    counts = {}
    for name, package in (("bench_without", False), ("bench_with", True)):
        project = bench.project(name, package=package)
        for turn in ("first", "second"):
            counts[name, turn] = builds.jobs_of_build(bench.target, project, name)
            say(f"{name}, {turn} build: {counts[name, turn]} jobs")
    return {"jobs_added": counts["bench_with", "second"] - counts["bench_without", "second"]}


def measure_ticks(bench: Bench) -> Values:
    """Ticks of the router: nothing due, 25 failing tests, a storm."""
    return ticks.measure_ticks(bench.target, bench.project("bench_ticks"), "bench_ticks", say)


def measure_sensor(bench: Bench) -> Values:
    """Ticks of the audit sensor: with 50,000 events to read, and in a quiet deployment."""
    return sensor.measure_sensor(bench.target, say)


def measure_imports(bench: Bench) -> Values:
    """Load a stock Dagster project, plain and observed."""
    return imports.measure_imports(bench.folder / "imports", say)


SECTIONS: dict[str, Callable[[Bench], Values]] = {
    "hooks": measure_hooks,
    "one": measure_one,
    "many": measure_many,
    "builds": measure_builds,
    "ticks": measure_ticks,
    "sensor": measure_sensor,
    "imports": measure_imports,
}
VIEWS = "views"
SCALE = "scale"


def main() -> None:
    """Measure the chosen sections, keep them, rewrite docs/benchmarks.md and print its tables."""
    names = [*SECTIONS, VIEWS, SCALE]
    parser = argparse.ArgumentParser(prog="python -m integration_tests.benchmarks")
    parser.add_argument("section", nargs="*", help=f"of {', '.join(names)}; default: all")
    chosen = parser.parse_args().section or names
    if unknown := set(chosen) - set(names):
        parser.error(f"there is no section {', '.join(unknown)}; sections: {', '.join(names)}")
    with open_bench() as bench:
        for name in chosen:
            say(f"== {name}")
            if name == VIEWS:
                times = views.time_views(
                    bench.target, bench.project("bench_views"), "bench_views", say
                )
                report.keep(name, {"times": times})
            elif name == SCALE:
                few, many = (bench.project(f"bench_scale_{n}") for n in (scale.FEW, scale.MANY))
                report.keep(name, scale.measure_scale(bench.target, few, many, say))
            else:
                report.keep(name, {"values": SECTIONS[name](bench)})
    sys.stdout.write(f"\n{report.write_page(names)}\n")


@contextmanager
def open_bench() -> Iterator[Bench]:
    """Start a BigQuery and give it with an empty folder; both are gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="nightledger-bench-") as folder,
        open_target() as target,
    ):
        yield Bench(target=target, folder=Path(folder))


def say(text: str) -> None:
    """Print a line of progress."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
