"""Where the demo lives, and the BigQuery it runs on."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.dbt import REPOSITORY
from harness.dlt_credentials import bigquery_destination
from harness.target import Target
from lender.ingest import Warehouse
from nightledger.emulator import EmbeddedBigQuery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME = REPOSITORY / ".demo"
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

    def warehouse(self) -> Warehouse:
        """Give where the lender's loader writes."""
        return Warehouse(
            destination=bigquery_destination(self.target),
            client=self.target.client(),
            state_dir=HOME / "dlt",
            ledger_dataset=LEDGER,
            environment=ENVIRONMENT,
        )


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
        }
        os.environ.update(environment)
        yield Place(target=target, project=HOME / "project", environment=environment)
