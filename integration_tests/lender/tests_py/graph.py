"""The asset graph as a test drives it: announce a delivery, run a date, audit, look."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from harness.dbt import run_dbt
from lender.driver import Driver
from lender.tests_py.conftest import LENDER, open_lender

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target
    from lender.tests_py.conftest import Lender


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The lender's code location over a warehouse of its own."""

    lender: Lender
    home: Path
    dagster: Driver

    def ledger(self, sql: str) -> list[dict[str, Any]]:
        """Ask the ledger; `{ledger}` stands for its dataset."""
        return self.lender.rows(sql.replace("{ledger}", "{built}_audit"))


@contextmanager
def open_graph(
    project: Path, bigquery: Target, client: Client, dataset: str, home: Path
) -> Iterator[Graph]:
    """Yield the graph over datasets that are empty but for the ledger, and drop them at the end.

    The code location reads its place once per process: `dataset` and `home` are the session's.
    """
    shutil.rmtree(home, ignore_errors=True)
    (home / "dagster").mkdir(parents=True)
    shutil.copy(LENDER / "orchestration" / "dagster.yaml", home / "dagster")
    with (
        pytest.MonkeyPatch.context() as patch,
        open_lender(project, bigquery, client, dataset, home / "dlt") as lender,
    ):
        patch.setenv("LENDER_HOME", str(home))
        patch.setenv("LENDER_DBT_PROJECT", str(project))
        patch.setenv("NIGHTLEDGER_ENVIRONMENT", bigquery.name)
        run_dbt(project, "run-operation", "nightledger.setup", env=lender.env).succeeded()
        with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
            yield Graph(lender=lender, home=home, dagster=Driver.load(instance))
