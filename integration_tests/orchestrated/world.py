"""A deployment with its ledger, the way between them, and everything that can happen to them."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from harness.dagster_home import DagsterHome
from harness.fault_proxy import FaultProxy
from harness.processes import wait_for
from orchestrated.recorded import Difference, compare, read_recorded
from orchestrated.truth import OVER, Tick, Truth, read_ticks, read_truth, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from types import ModuleType

    from google.cloud.bigquery import Client
    from harness.target import Target

LOCATIONS = Path(__file__).with_name("locations")
SENSORS = ("nightledger_audit", "renamed_audit")
TICK_SECONDS = 180.0
RUN_SECONDS = 180.0
MOST_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the record compares with the truth once the sensor has caught up."""

    facts: int
    ticks: int
    seconds: float
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One deployment of Dagster that is on record."""

    home: DagsterHome
    deployment: str
    client: Client
    dataset: str
    proxy: FaultProxy
    inbox: Path
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def start(self) -> None:
        """Start the code servers and the daemon."""
        for location in self.home.locations:
            self.home.serve(location)
        self.home.start_daemon()

    def ask_for(self, job: str) -> None:
        """Ask for a run of a job through the queue; it begins within some seconds."""
        (self.inbox / f"{job}.{uuid4().hex[:8]}.run").touch()

    def run_here(self, *jobs: str) -> None:
        """Run jobs in this process, as a worker that needs no daemon."""
        happenings().run(self.home, *jobs)

    def report_outside_a_run(self) -> None:
        """Report a materialization and a check as other tools do, over the API."""
        happenings().report_outside_a_run(self.home)

    def report_again(self, job: str) -> None:
        """Write an event of the job's last run, which is over."""
        happenings().report_again(self.home, job)

    def committed_late(self, job: str) -> AbstractContextManager[None]:
        """Observe things in the job's run that get visible at the end of the `with` only."""
        (run_id,) = (row[0] for row in self._runs() if row[1] == job and row[2] not in OVER)
        late: AbstractContextManager[None] = happenings().committed_late(self.home, run_id)
        return late

    def wait_for_runs(self, *jobs: str, seconds: float = RUN_SECONDS) -> None:
        """Wait until the jobs have runs and all of their runs are over."""

        def are_over() -> bool:
            found = [row for row in self._runs() if row[1] in jobs]
            return {row[1] for row in found} == set(jobs) and all(row[2] in OVER for row in found)

        wait_for(are_over, seconds, lambda: f"runs are not over: {self._runs()}")

    def wait_for_worker(self) -> int:
        """Wait for a run of `endless`, and give the id of its process."""
        wait_for(
            lambda: list(self.inbox.glob("pid.*")),
            RUN_SECONDS,
            lambda: f"`endless` has not begun: {self._runs()}",
        )
        (file,) = self.inbox.glob("pid.*")
        file.unlink()
        return int(file.name.partition(".")[2])

    def truth(self) -> Truth:
        """Read what happened until now."""
        return read_truth(self.home, self.deployment)

    def ticks(self, since: float) -> list[Tick]:
        """Return the audit sensor's ticks that began after a moment and did not fail."""
        return [t for t in self.all_ticks(*SENSORS, since=since) if t.status != "FAILURE"]

    def failures(self, since: float) -> list[Tick]:
        """Return the audit sensor's ticks that began after a moment and failed."""
        return [t for t in self.all_ticks(*SENSORS, since=since) if t.status == "FAILURE"]

    def all_ticks(self, *names: str, since: float) -> list[Tick]:
        """Return the ticks of some sensors or schedules that began after a moment."""
        ticks = read_ticks(self.home)
        return [tick for tick in ticks if tick.name in names and tick.began_at >= since]

    def wait_for(
        self,
        condition: Callable[[], object],
        complaint: str,
        seconds: float = TICK_SECONDS,
    ) -> None:
        """Wait until a condition holds; fail with the complaint and what the sensor has done."""
        audit = self.home.processes["audit"]
        wait_for(
            condition,
            seconds,
            lambda: f"{complaint}\n{self.all_ticks(*SENSORS, since=0)[-3:]}\n{audit.log}",
        )

    def wait_until_read(self, runs: int, seconds: float) -> None:
        """Wait until so many runs are on record."""
        sql = (
            f"select count(distinct run_id) from {self.dataset}.dagster_runs "
            f"where deployment = '{self.deployment}'"
        )

        def count() -> int:
            time.sleep(1)  # it takes the cores from those who are measured
            ((number,),) = self.client.query(sql).result()
            return int(number)

        self.wait_for(lambda: count() >= runs, f"not {runs} runs are on record", seconds)

    def catch_up(self, name: str) -> Outcome:
        """Wait until all that happened until now is on record; keep and give what came of it."""
        truth, began = self.truth(), time.time()
        for ticks in range(1, MOST_TICKS + 1):
            self.wait_for(
                lambda: len(self.ticks(began)) >= ticks,  # noqa: B023 - used at once
                "the audit sensor does not tick",
            )
            recorded = read_recorded(self.client, self.dataset, self.deployment)
            difference = compare(recorded, before=truth, after=self.truth())
            outcome = Outcome(
                facts=truth.count,
                ticks=ticks,
                seconds=time.time() - began,
                difference=difference,
            )
            if difference.is_none:
                break
        self.outcomes[name] = outcome
        return outcome

    def _runs(self) -> list[tuple[str, ...]]:
        sql = "select run_id, pipeline_name, status from runs"
        return rows(self.home, "history/runs.db", sql)


def happenings() -> ModuleType:
    """Return the module that needs Dagster; it takes two seconds, and only when a test runs."""
    return import_module("orchestrated.happenings")


@contextmanager
def open_world(
    target: Target,
    dataset: str,
    *,
    storage_url: str | None,
    locations: Sequence[str] = ("audit", "works"),
    **variables: str,
) -> Iterator[World]:
    """Make a deployment that writes to `dataset`, with a proxy between; nothing of it runs yet.

    The variables are those of its processes; see locations/audit.py.
    """
    deployment = "on postgres" if storage_url else "on sqlite"
    with (
        FaultProxy(str(target.url)) as proxy,
        tempfile.TemporaryDirectory(prefix="nl-inbox-") as inbox,
        closing(target.client()) as client,
        DagsterHome.create(
            locations={name: LOCATIONS / f"{name}.py" for name in locations},
            storage_url=storage_url,
            variables={
                "AUDIT_PROJECT": target.project,
                "AUDIT_DATASET": dataset,
                "AUDIT_ENDPOINT": proxy.url,
                "AUDIT_DEPLOYMENT": deployment,
                "AUDIT_IS_HURRIED": "1",
                "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": "30",
                "WORKS_INBOX": inbox,
                "NO_PROXY": "127.0.0.1",
                **variables,
            },
        ) as home,
    ):
        yield World(
            home=home,
            deployment=deployment,
            client=client,
            dataset=dataset,
            proxy=proxy,
            inbox=Path(inbox),
        )
