"""The metrics the ledger knows: a file of SQL each.

A file's name is the metric's, its first line what it means, its column `value` the value, and the
other columns are labels.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from nightledger.ledger import Statement, full_dataset, read, scalar
from nightledger.metrics.exposition import Metric, Sample

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

    from nightledger.ledger import ReadResult

PARAMETERS = {"environment": "string"}
VALUE = "value"
AT_ONCE = 4
"""Questions asked at the same time."""


@lru_cache(maxsize=1)
def questions() -> dict[str, str]:
    """Return the SQL of each metric, by name; `{dataset}` stands for the ledger."""
    found = {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in files("nightledger.metrics").joinpath("sql").iterdir()
        if file.name.endswith(".sql")
    }
    return dict(sorted(found.items()))


def meaning(sql: str) -> str:
    """Return what a metric means: its first line."""
    return sql.partition("\n")[0].removeprefix("-- ")


def metric_statements(dataset: str) -> list[Statement]:
    """Return every statement of the metrics, for `project.dataset`."""
    return [
        Statement(
            label=f"metrics: {name}", sql=sql.replace("{dataset}", dataset), parameters=PARAMETERS
        )
        for name, sql in questions().items()
    ]


def ask(
    client: Client, dataset: str, *, environment: str, maximum_bytes_billed: int
) -> list[Metric]:
    """Return how it stands in an environment; the empty one is all of them.

    Raises a LedgerError when one question has no answer.
    """
    place = full_dataset(dataset, client.project)

    def answer(name: str) -> Metric:
        sql = questions()[name]
        rows = read(
            client,
            dataset,
            sql.replace("{dataset}", place),
            parameters=[scalar("environment", "string", environment)],
            maximum_bytes_billed=maximum_bytes_billed,
        )
        return Metric(name=name, help=meaning(sql), samples=samples(rows))

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(answer, questions()))


def samples(answer: ReadResult) -> tuple[Sample, ...]:
    """Return an answer's rows, in the order of their labels."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    found = [
        Sample(
            value=float(row[VALUE]),
            labels={name: str(value) for name, value in row.items() if name != VALUE},
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda sample: list(sample.labels.values())))
