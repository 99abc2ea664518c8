"""What the page asks the ledger: one file of SQL per question."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nightledger.ledger import Statement, full_dataset, read, scalar

if TYPE_CHECKING:
    from datetime import datetime

    from google.cloud.bigquery import Client

Row = dict[str, Any]
Answers = dict[str, list[Row]]
"""The rows of each question, by its name."""

PARAMETERS = {"environment": "string", "owner": "string", "since": "timestamp"}
AT_ONCE = 4
"""Questions asked at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page is about. environment, owner: empty for all. since: the oldest run shown."""

    environment: str = ""
    owner: str = ""
    since: datetime


@lru_cache(maxsize=1)
def questions() -> dict[str, str]:
    """Return the SQL of each question, by name; `{dataset}` stands for the ledger."""
    found = {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in files("nightledger.report").joinpath("sql").iterdir()
        if file.name.endswith(".sql")
    }
    return dict(sorted(found.items()))


def report_statements(dataset: str) -> list[Statement]:
    """Return every statement of the page, for `project.dataset`."""
    return [
        Statement(
            label=f"report: {name}",
            sql=sql.replace("{dataset}", dataset),
            parameters=PARAMETERS,
        )
        for name, sql in questions().items()
    ]


def answers(client: Client, dataset: str, asked: Asked, *, maximum_bytes_billed: int) -> Answers:
    """Ask everything. Raises a LedgerError when one question has no answer."""
    place = full_dataset(dataset, client.project)
    parameters = [scalar(name, kind, getattr(asked, name)) for name, kind in PARAMETERS.items()]

    def ask(sql: str) -> list[Row]:
        answer = read(
            client,
            dataset,
            sql.replace("{dataset}", place),
            parameters=parameters,
            maximum_bytes_billed=maximum_bytes_billed,
        )
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return dict(zip(questions(), pool.map(ask, questions().values()), strict=True))
