"""A small project with the package, its ledger filled, and dbt in this process."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from harness.dbt_in_process import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target

PROJECT = {
    "name": "shop",
    "version": "1.0.0",
    "config-version": 2,
    "profile": "nightledger",
}
MODELS = {
    "orders.sql": "select 1 as order_id",
    "recorded.sql": (
        "select count(*) as command_count"
        " from {{ ref('nightledger', 'nightledger__dbt_invocations') }}"
    ),
    "models.yml": json.dumps(
        {
            "models": [
                {
                    "name": "orders",
                    "columns": [{"name": "order_id", "data_type": "int64"}],
                },
                {
                    "name": "recorded",
                    "columns": [{"name": "command_count", "data_type": "int64"}],
                },
            ]
        }
    ),
}
"""One model of the user's own, and one that reads the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The project, and what its ledger holds."""

    folder: Path
    dataset: str
    environment: dict[str, str]
    client: Client

    @property
    def ledger(self) -> str:
        """The dataset of the ledger."""
        return f"{self.dataset}_audit"

    def session(self) -> Session:
        """Return dbt for the project as it is now."""
        return Session(folder=self.folder, environment=self.environment)

    def configure(self, models: dict[str, Any] | None = None, macros: str = "") -> Shop:
        """Write dbt_project.yml with this `models:`, and a macro file of the project's own."""
        (self.folder / "macros").mkdir(exist_ok=True)
        (self.folder / "macros" / "own.sql").write_text(macros)
        (self.folder / "dbt_project.yml").write_text(json.dumps(PROJECT | {"models": models or {}}))
        return self

    def kinds(self, dataset: str | None = None) -> dict[str, str]:
        """Return what a dataset holds: TABLE or VIEW by name; nothing of one that is not there."""
        names = {found.dataset_id for found in self.client.list_datasets()}
        wanted = dataset or self.ledger
        listed = self.client.list_tables(wanted) if wanted in names else ()
        return {table.table_id: table.table_type for table in listed}

    def ids(self, table: str) -> set[str]:
        """Return the ids of all rows of a table of the ledger."""
        sql = f"select row_id from `{self.ledger}`.`{table}`"
        return {row["row_id"] for row in self.client.query(sql).result()}

    def forget_builds(self) -> None:
        """Delete what dbt built, of the project's models and of ours."""
        self.client.delete_dataset(self.dataset, delete_contents=True, not_found_ok=True)
        for name in self.kinds():
            if name.startswith("nightledger__"):
                self.client.delete_table(f"{self.ledger}.{name}")

    def copied(self, folder: Path) -> Shop:
        """Return a copy of the project in another folder, with the same dataset."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return replace(self, folder=folder)


@pytest.fixture(scope="module")
def shop(
    bigquery: Target,
    client: Client,
    installed: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shop]:
    """Yield a project that was set up and built once."""
    folder = tmp_path_factory.mktemp("shop") / "project"
    (folder / "models").mkdir(parents=True)
    for name, text in MODELS.items():
        (folder / "models" / name).write_text(text)
    shutil.copy(installed / "packages.yml", folder)
    (folder / "dbt_packages").symlink_to(installed / "dbt_packages")
    dataset = f"nl_{uuid4().hex[:12]}"
    made = Shop(
        folder=folder,
        dataset=dataset,
        environment=bigquery.environment(dataset),
        client=client,
    ).configure()
    session = made.session()
    session.parse().succeeded()
    session.run("run-operation", "nightledger.setup").succeeded()
    session.run("build").succeeded()
    yield made
    for found in list(client.list_datasets()):
        if found.dataset_id.startswith(dataset):
            client.delete_dataset(found.dataset_id, delete_contents=True)
