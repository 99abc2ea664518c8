"""The specimen: a small consumer project, built for real, and what the ledger says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from harness.dbt import DbtResult, copy_project, install_packages, run_dbt
from nightledger.artifacts import Options, Reading, read_folder
from nightledger.ingest import Ingest

if TYPE_CHECKING:
    from google.cloud.bigquery import Client
    from harness.target import Target

SPECIMEN = Path(__file__).parents[1] / "dbt" / "specimen"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A copy of the specimen with a dataset of its own."""

    folder: Path
    dataset: str
    environment: dict[str, str]
    client: Client

    @property
    def ledger(self) -> str:
        """Return the dataset the ledger is in."""
        return f"{self.dataset}_audit"

    def through(self, proxied: Target) -> Project:
        """Return the same project, whose dbt reaches BigQuery another way."""
        return replace(self, environment=proxied.environment(self.dataset))

    def dbt(self, *arguments: str, env: dict[str, str] | None = None, side: str = "") -> DbtResult:
        """Run one dbt command in it; two at once need a `side` each for what they write."""
        return run_dbt(
            self.folder,
            *arguments,
            env={**self.environment, **(env or {})},
            target_path=self.folder / f"target{side}",
            log_path=self.folder / f"logs{side}",
        )

    def rows(self, table: str, where: str = "true") -> list[Row]:
        """Return rows of a ledger table or view."""
        sql = f"select * from `{self.ledger}`.`{table}` where {where}"
        return [dict(row) for row in self.client.query(sql).result()]

    def row(self, table: str, where: str) -> Row:
        """Return the one row; raises AssertionError when there is none or more."""
        rows = self.rows(table, where)
        assert len(rows) == 1, f"{len(rows)} rows in {table} where {where}"
        return rows[0]

    def sample(self, test: str) -> Row:
        """Return the offending rows on record of the one test with this in its id."""
        return self.row("dbt_test_samples", f"unique_id like '%.{test}%'")

    def read(self, result: DbtResult) -> Reading:
        """Read what a command left, as `nightledger ingest` reads it."""
        work = Ingest(connect=lambda _: self.client, options=Options())
        return read_folder(result.target_path, work.options, work.ask)

    def tables(self) -> set[str]:
        """Return the names of what is in the ledger's dataset."""
        return {table.table_id for table in self.client.list_tables(self.ledger)}

    def kinds(self) -> dict[str, str]:
        """Return what is in the ledger's dataset: TABLE or VIEW, by name."""
        return {table.table_id: table.table_type for table in self.client.list_tables(self.ledger)}

    def drop(self) -> None:
        """Remove its datasets."""
        for name in (self.dataset, self.ledger):
            self.client.delete_dataset(name, delete_contents=True, not_found_ok=True)


def install_specimen(folder: Path) -> Path:
    """Copy the specimen to `folder` and install its package; give the copy."""
    copy_project(SPECIMEN, folder)
    install_packages(folder)
    return folder


def make_project(folder: Path, installed: Path, target: Target, client: Client) -> Project:
    """Copy the specimen to `folder`, with the packages of an installed one."""
    copy_project(SPECIMEN, folder)
    (folder / "dbt_packages").symlink_to(installed / "dbt_packages")
    dataset = f"nl_{uuid4().hex[:12]}"
    environment = target.environment(dataset)
    return Project(folder=folder, dataset=dataset, environment=environment, client=client)


def events_sql(dataset: str) -> str:
    """Return the statements that make the specimen's source, one fresh row in it."""
    return (
        f"create schema if not exists `{dataset}`; "
        f"create table `{dataset}`.events (event_id int64, loaded_at timestamp); "
        f"insert into `{dataset}`.events "
        f"values (1, timestamp_sub(current_timestamp(), interval 1 day))"
    )
