"""`nightledger sql`: ask the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nightledger.cli.connection import Connection, connection_options

if TYPE_CHECKING:
    from nightledger.ledger import ReadResult

GIB = 1024**3


@click.command(short_help="Run a SELECT on the ledger.")
@click.argument("query")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to write the answer.",
)
@click.option(
    "--max-gib",
    type=click.FloatRange(min=0, min_open=True),
    default=10,
    show_default=True,
    help="Refuse a query that reads more than this many GiB.",
)
@connection_options
def sql(*, connection: Connection, query: str, shape: str, max_gib: float) -> None:
    """Run QUERY, a SELECT; tables and views of the ledger need no prefix.

    For example: nightledger sql "select * from vw_recent_failures"
    """
    from nightledger.ledger import read, refuse_unless_query  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    client = connection.client(dataset)
    refuse_unless_query(client, dataset, query)
    answer = read(client, dataset, query, maximum_bytes_billed=int(max_gib * GIB))
    show(answer, shape)


def show(answer: ReadResult, shape: str) -> None:
    """Write an answer to standard output."""
    from nightledger.cli import formats  # noqa: PLC0415 - only needed with an answer

    {"table": formats.as_table, "json": formats.as_json, "csv": formats.as_csv}[shape](answer)
