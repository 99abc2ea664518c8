"""`nightledger alerts ledger`: that no alert was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from nightledger.cli import formats
from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say
from nightledger.cli.ticking import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

ALERT_LEDGER_SQL = """
select
    day,
    environment,
    turn_count,
    told_count,
    suppressed_count,
    superseded_count,
    pending_count,
    undecided_count,
    unfounded_count,
    unanswered_count,
    unclaimed_count,
    miscounted_count,
    missing_fact_count,
    is_balanced,
from vw_alert_ledger
order by day desc, environment
"""
FAULTS = {
    "undecided_count": ("turn", "was neither told nor decided: was a row of it deleted?"),
    "unfounded_count": ("line", "says what no verdict says"),
    "unanswered_count": ("attempt", "has no outcome"),
    "unclaimed_count": ("outcome", "has no claim, or a number is missing"),
    "miscounted_count": ("tick or look", "wrote more or fewer rows than it says"),
    "missing_fact_count": ("fact", "is gone that a look counted"),
}
"""What has to be none, with what one of it is and what is wrong with it."""


@click.command(short_help="Show what became of every turn of a problem.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to write it.",
)
@connection_options
def ledger(*, connection: Connection, shape: str) -> None:
    """Show what became of every turn of a problem: told, suppressed, superseded or pending.

    The writers are held against each other: verdicts, decisions, claims, outcomes and what looks
    and ticks say they wrote. The exit code is 1 when a day does not add up.
    """
    from nightledger.ledger import read  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    answer = read(connection.client(dataset), dataset, ALERT_LEDGER_SQL)
    {"table": formats.as_table, "json": formats.as_json, "csv": formats.as_csv}[shape](answer)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    wrong = [mistake for row in rows for mistake in mistakes(row)]
    for mistake in wrong:
        say(mistake, err=True)
    if wrong:
        raise click.exceptions.Exit(1)


def mistakes(row: dict[str, Any]) -> Iterator[str]:
    """Say what is wrong with a day of an environment."""
    where = f"{row['day']} {row['environment']}"
    for name, (noun, said) in FAULTS.items():
        if row[name]:
            yield f"{where}: {counted(row[name], noun)}: each {said}"
    if not row["is_balanced"] and not any(row[name] for name in FAULTS):
        yield f"{where}: it does not add up"
