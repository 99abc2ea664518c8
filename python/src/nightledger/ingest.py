"""Put folders of dbt artifacts on record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nightledger.artifacts import Known, Reading, read_folder
from nightledger.errors import RowError
from nightledger.ledger import append, check_rows, recorded_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from google.cloud.bigquery import Client

    from nightledger.artifacts import Options, Project

Row = dict[str, Any]

WRITE_AT_ROWS = 20_000
"""Facts of many folders are written together: BigQuery charges and counts jobs, not rows."""


@dataclass(slots=True, kw_only=True)
class Ingest:
    """Folders on their way to the ledger: add each, then flush.

    `connect` gives a client for a dataset. `dataset` replaces the one each project names itself.
    """

    connect: Callable[[str], Client]
    options: Options
    dataset: str | None = None
    inserted: int = 0
    already_there: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    waiting: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))

    def add_all(self, folders: Iterable[Path]) -> None:
        """Read every folder and write everything. Raises what `add` and `flush` raise."""
        for folder in folders:
            self.add(folder)
        self.flush()

    def add(self, folder: Path) -> None:
        """Read one folder; what is wrong with it becomes a problem and the rest goes on.

        Raises LedgerError as `flush` does.
        """
        reading = read_folder(folder, self.options, self.ask)
        self.problems += reading.problems
        self.notes += reading.notes
        dataset = self.dataset or reading.dataset
        if dataset:
            self.queue(folder, dataset, reading)
        elif reading.facts:
            self.problems.append(
                f"{folder}: its project does not use the package nightledger, so it does not say "
                "where its ledger is. Give --dataset."
            )
        if sum(map(len, self.waiting.values())) >= WRITE_AT_ROWS:
            self.flush()

    def ask(self, project: Project, invocation_id: str) -> Known:
        """Return what the ledger knows of a command. Raises LedgerError as `flush` does."""
        dataset = self.dataset or project.dataset
        if not dataset:
            return Known()
        row = recorded_command(
            self.connect(dataset),
            dataset,
            invocation_id=invocation_id,
            project_name=project.name,
            target_dataset=project.target_dataset,
        )
        target = {name: row[f"target_{name}"] for name in ("name", "project", "dataset") if row}
        return Known(
            target={**target, "threads": row.get("threads")},
            settings=row.get("settings") or {},
        )

    def queue(self, folder: Path, dataset: str, reading: Reading) -> None:
        """Let the facts of a folder wait for the next write, all or none of them."""
        try:
            for table, rows in reading.facts.items():
                check_rows(table, rows)
        except RowError as error:
            self.problems.append(f"{folder}: {error}")
            return
        for table, rows in reading.facts.items():
            self.waiting[dataset, table] += rows

    def flush(self) -> None:
        """Write what waits. Raises LedgerError; calling again writes nothing twice."""
        for (dataset, table), rows in self.waiting.items():
            result = append(self.connect(dataset), dataset, table, rows)
            self.inserted += result.inserted
            self.already_there += result.already_there
        self.waiting.clear()
