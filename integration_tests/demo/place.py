"""Where the demo lives, and the BigQuery it runs on."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emulator import EmbeddedBigQuery
from harness.dbt import REPOSITORY
from harness.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME = REPOSITORY / ".demo"
REPORT = HOME / "report.html"
LENDER = REPOSITORY / "integration_tests" / "lender"
DAGSTER_HOME = HOME / "dagster"
UI_PORT = int(os.environ.get("DEMO_UI_PORT", "3000"))
WEB_PAGE = f"http://127.0.0.1:{UI_PORT}"
DATASET = "lender"
LEDGER = "lender_audit"
ENVIRONMENT = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A running demo."""

    target: Target
    project: Path
    environment: dict[str, str]

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """Read the ledger."""
        return [dict(row) for row in self.target.client().query(sql).result()]


@contextmanager
def opened() -> Iterator[Place]:
    """Start the demo's BigQuery over the data it left last time."""
    with EmbeddedBigQuery.start(data_dir=HOME / "bigquery") as emulator:
        target = Target(
            name="emulator",
            project=emulator.project,
            location="US",
            url=emulator.url,
            emulator=emulator,
        )
        environment = target.environment(DATASET) | {
            "NIGHTLEDGER_PROJECT": emulator.project,
            "NIGHTLEDGER_DATASET": LEDGER,
            "NIGHTLEDGER_ENVIRONMENT": ENVIRONMENT,
            "LENDER_HOME": str(HOME / "lender"),
            "LENDER_DBT_PROJECT": str(HOME / "project"),
            "LENDER_WEB_PAGE": WEB_PAGE,
            "DAGSTER_HOME": str(DAGSTER_HOME),
        }
        os.environ.update(environment)
        yield Place(target=target, project=HOME / "project", environment=environment)
