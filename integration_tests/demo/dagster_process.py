"""Dagster, in a process of its own: it loads the lender once, runs it, and writes its own log.

Everything is real but the daemon: the sensors are evaluated when the story comes to them, so that
nothing has to be waited for. `make demo-ui` starts the daemon as well.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING

import dagster as dg
from lender.driver import Driver

from .place import DAGSTER_HOME, HOME, LENDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from lender.ingest import Variant

LOG = HOME / "dagster.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How much there is in the code location."""

    assets: int
    checks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a run."""

    run_id: str
    succeeded: bool
    rows: dict[str, int]
    """Loaded rows by table."""
    checks: dict[str, int]
    """How many checks ended as `passed`, `warned`, `failed`, `not evaluated`."""
    artifacts: Path
    """The folder dbt left behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dagster:
    """The process, and what it can be asked to do."""

    pool: ProcessPoolExecutor

    def load(self) -> Loaded:
        """Load the code location."""
        return self.pool.submit(_load).result()

    def run(self, day: date) -> Run:
        """Run a date of the graph."""
        return self.pool.submit(_run, str(day)).result()

    def land(self, day: date, variant: Variant) -> Run:
        """Announce a delivery in the landing folder, and run what the file sensor asks for."""
        return self.pool.submit(_land, day, variant).result()

    def audit(self) -> None:
        """Let the audit sensor read what is new."""
        self.pool.submit(_audit).result()


@contextmanager
def dagster() -> Iterator[Dagster]:
    """Make DAGSTER_HOME and start the process; end it."""
    DAGSTER_HOME.mkdir()
    shutil.copy(LENDER / "orchestration" / "dagster.yaml", DAGSTER_HOME)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_to_log) as pool:
        yield Dagster(pool=pool)


def _to_log() -> None:
    """Write to the log from here on, as do the processes this one starts."""
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.stdout.flush()
    for stream in (1, 2):
        os.dup2(log, stream)


@cache
def _driver() -> Driver:
    return Driver.load(dg.DagsterInstance.get())


def _load() -> Loaded:
    graph = _driver().defs.resolve_asset_graph()
    return Loaded(assets=len(graph.materializable_asset_keys), checks=len(graph.asset_check_keys))


def _run(day: str) -> Run:
    return _outcome(_driver().run(day))


def _land(day: date, variant: Variant) -> Run:
    _driver().announce(day, variant)
    (request,) = _driver().landed()
    return _outcome(_driver().requested(request, sensor="landed_deliveries"))


def _audit() -> None:
    _driver().audit()


def _outcome(result: dg.ExecuteInProcessResult) -> Run:
    materialized = [
        event.step_materialization_data.materialization
        for event in result.get_asset_materialization_events()
    ]
    rows = {
        each.asset_key.path[-1]: int(str(each.metadata["rows_loaded"].value))
        for each in materialized
        if "rows_loaded" in each.metadata
    }
    passed = sum(check.passed for check in result.get_asset_check_evaluations())
    (artifacts,) = (HOME / "project" / "target").glob(f"transformations-{result.run_id[:7]}-*")
    return Run(
        run_id=result.run_id,
        succeeded=result.success,
        rows=rows,
        checks={"passed": passed, **Counter(_driver().not_green(result).values())},
        artifacts=artifacts,
    )
