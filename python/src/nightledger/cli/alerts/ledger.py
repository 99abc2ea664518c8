"""`nightledger alerts ledger`: that no alert was lost."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import click

from nightledger.cli import formats
from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.ticking import counted
from nightledger.cli.times import duration, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

ALERT_LEDGER_SQL = """
select
    day,
    environment,
    in_count,
    accepted_count,
    suppressed_count,
    suppressed_because,
    quarantined_count,
    pending_count,
    oldest_pending_at,
    is_balanced,
from vw_alert_ledger
order by day desc, environment
"""


@click.command()
@click.option(
    "--patience",
    metavar="LENGTH",
    callback=duration,
    default="1h",
    show_default=True,
    help="How long something may be pending: 30m, 1h, 1d.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to write it.",
)
@connection_options
def ledger(*, connection: Connection, patience: timedelta, shape: str) -> None:
    """Show what became of every alert: in = accepted + suppressed + quarantined + pending.

    The exit code is 1 when a day does not add up, when an alert was quarantined because nobody
    could take it, or when one has been pending for longer than --patience.
    """
    from nightledger.ledger import read  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    answer = read(connection.client(dataset), dataset, ALERT_LEDGER_SQL)
    {"table": formats.as_table, "json": formats.as_json, "csv": formats.as_csv}[shape](answer)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    wrong = [mistake for row in rows for mistake in mistakes(row, patience)]
    for mistake in wrong:
        click.echo(mistake, err=True)
    if wrong:
        raise click.exceptions.Exit(1)


def mistakes(row: dict[str, Any], patience: timedelta) -> Iterator[str]:
    """Say what is wrong with a day of an environment."""
    where = f"{row['day']} {row['environment']}".translate(formats.CONTROL)
    if not row["is_balanced"]:
        yield f"{where}: it does not add up: {counted(row['in_count'], 'alert')} came in"
    if row["quarantined_count"]:
        number = counted(row["quarantined_count"], "alert")
        yield f"{where}: nobody could take {number}; alert_deliveries says why (quarantined)"
    oldest = row["oldest_pending_at"]
    if oldest and datetime.now(timezone.utc) - oldest > patience:
        number = counted(row["pending_count"], "alert")
        yield f"{where}: {number} pending, the oldest since {shown(oldest)} UTC; see router_ticks"
