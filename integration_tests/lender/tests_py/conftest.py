"""The lender as a test drives it: deliver a day, run dbt, look."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from harness.dbt import copy_project, install_packages, run_dbt
from harness.dlt_credentials import bigquery_destination
from lender.ingest import LoadSummary, Variant, Warehouse, load_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from google.cloud.bigquery import Client
    from harness.dbt import DbtResult
    from harness.target import Target

LENDER = Path(__file__).parents[1]
# What the story is about; the package's own models are another suite's business.
OURS = ("--exclude", "package:nightledger")
GREEN = {"pass", "success", "no-op"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lender:
    """One lender in a dataset of its own."""

    project: Path
    env: dict[str, str]
    dataset: str
    client: Client
    warehouse: Warehouse

    def deliver(self, day: date, variant: Variant = Variant.CLEAN) -> LoadSummary:
        """Load one business date."""
        return load_day(day, variant, warehouse=self.warehouse)

    def dbt(self, *arguments: str) -> DbtResult:
        """Run dbt; its exit code is the test's to judge."""
        return run_dbt(self.project, *arguments, env=self.env)

    def build(self, *arguments: str) -> dict[str, str]:
        """Build the lender and return the status of every node that is not simply green."""
        result = self.dbt("build", *OURS, *arguments)
        return statuses(result) if result.returncode in (0, 1) else {"dbt": result.stdout}

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Query with `{raw}` and `{built}` standing for the two datasets."""
        named = sql.format(raw=self.warehouse.raw_dataset, built=self.dataset)
        return [dict(row) for row in self.client.query_and_wait(named)]

    def count(self, table: str) -> int:
        """Count rows of `raw.table` or `built.table`."""
        dataset, _, name = table.partition(".")
        found = self.rows(f"select count(*) as row_count from `{{{dataset}}}`.{name}")
        return int(found[0]["row_count"])


def statuses(result: DbtResult) -> dict[str, str]:
    """Return what was not green, by the node's name as a person reads it."""
    return {
        name_of(node["unique_id"]): node["status"]
        for node in result.run_results["results"]
        if node["status"] not in GREEN
    }


def name_of(unique_id: str) -> str:
    """Leave out kind, package and the hash dbt adds to a test."""
    return unique_id.split(".")[2]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the lender with its package installed, as a user has it."""
    copy = copy_project(LENDER, tmp_path_factory.mktemp("lender") / "project")
    install_packages(copy)
    return copy


@pytest.fixture(scope="session")
def lender_dataset() -> str:
    """Return one name for all tests: with another one dbt would parse everything again."""
    return f"nl_lender_{uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def lender_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the code location, which reads once per process where it is."""
    return tmp_path_factory.mktemp("lender-home")


@pytest.fixture
def lender(
    project: Path, bigquery: Target, client: Client, lender_dataset: str, tmp_path: Path
) -> Iterator[Lender]:
    """Yield a lender that has no data yet; its datasets are dropped afterwards."""
    with open_lender(project, bigquery, client, lender_dataset, tmp_path) as lender:
        yield lender


@contextmanager
def open_lender(
    project: Path, bigquery: Target, client: Client, dataset: str, state_dir: Path
) -> Iterator[Lender]:
    """Yield a lender that has no data yet, and drop its datasets at the end."""
    env = bigquery.environment(dataset)
    warehouse = Warehouse(
        destination=bigquery_destination(bigquery),
        client=client,
        state_dir=state_dir,
        raw_dataset=f"{dataset}_raw",
        ledger_dataset=f"{dataset}_audit",
        environment=bigquery.name,
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        yield Lender(
            project=project,
            env=env,
            dataset=dataset,
            client=client,
            warehouse=warehouse,
        )
    for ending in ("", "_raw", "_raw_staging", "_audit"):
        client.delete_dataset(dataset + ending, delete_contents=True, not_found_ok=True)


@pytest.fixture
def recorded_lender(lender: Lender) -> Lender:
    """Return a lender whose ledger exists."""
    lender.dbt("run-operation", "nightledger.setup").succeeded()
    return lender
