"""The news project as a test drives it: let publishers deliver, run a day, look."""

from __future__ import annotations

import importlib
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import dagster as dg
import pytest
from harness.dbt import copy_project, install_packages, run_dbt
from news.feeds import deliver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from google.cloud.bigquery import Client
    from harness.target import Target

NEWS = Path(__file__).parents[1]
QUIET = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The code location over a warehouse of its own."""

    defs: dg.Definitions
    instance: dg.DagsterInstance
    client: Client
    dataset: str
    home: Path

    def run(self, day: date, *, without: tuple[str, ...] = ()) -> dg.ExecuteInProcessResult:
        """Let the publishers deliver, but for those named, and run the day."""
        deliver(self.home / "landing", day, without=without)
        return self.again(day)

    def again(self, day: date) -> dg.ExecuteInProcessResult:
        """Run a day with what is there; a run that fails is a result like any other."""
        with warnings.catch_warnings():
            # loading reads next to nothing back, so BigQuery's fast read path is not missed
            warnings.filterwarnings("ignore", message="Cannot create BigQuery Storage client")
            return self.defs.resolve_job_def("news_daily").execute_in_process(
                instance=self.instance,
                partition_key=str(day),
                run_config=QUIET,
                raise_on_error=False,
            )

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Ask; `{built}` stands for the dataset."""
        return [dict(row) for row in self.client.query_and_wait(sql.format(built=self.dataset))]

    def published(self, day: date) -> Path:
        """Return the file that is published for a day."""
        return self.home / "published" / f"most_read_{day}.csv"


@pytest.fixture(scope="module")
def news(
    bigquery: Target, client: Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[News]:
    """Give the project over empty datasets; the code location reads its place when it is loaded."""
    home = tmp_path_factory.mktemp("news")
    dataset = f"nl_news_{uuid4().hex[:8]}"
    project = copy_project(NEWS, home / "project")
    install_packages(project)
    env = bigquery.environment(dataset)
    (home / "dagster").mkdir()
    (home / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with pytest.MonkeyPatch.context() as patch:
        variables = {
            **env,
            "NEWS_HOME": str(home),
            "NEWS_DBT_PROJECT": str(project),
            "NIGHTLEDGER_ENVIRONMENT": bigquery.name,
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            # the embedded BigQuery takes no compressed files
            "NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION": "true",
        }
        for name, value in variables.items():
            patch.setenv(name, value)
        run_dbt(project, "run-operation", "nightledger.setup", env=env).succeeded()
        defs = importlib.import_module("news.orchestration.definitions").defs
        with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
            yield News(defs=defs, instance=instance, client=client, dataset=dataset, home=home)
    for name in [name for name in sys.modules if name.startswith("news.orchestration")]:
        del sys.modules[name]
    for ending in ("", "_raw", "_raw_staging", "_audit"):
        client.delete_dataset(dataset + ending, delete_contents=True, not_found_ok=True)
