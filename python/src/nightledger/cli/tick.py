"""`nightledger tick`: look once, and send what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nightledger.cli import ticking
from nightledger.cli.alerts_file import config_option
from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.formats import to_json
from nightledger.cli.saying import give, say
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Look once, and tell who does not know yet.")
@config_option
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write what it did.",
)
@connection_options
def tick(*, connection: Connection, alerts_file: Path, shape: str) -> None:
    """Look once, tell receivers what they do not know yet, and say what came of it.

    Safe to run at any time, by anybody. What a target did not accept is tried again by a later
    tick and no failure of this one. The exit code is 1 when the tick itself failed, for example
    because BigQuery could not be asked.
    """
    from nightledger import config, watch  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    alerts = config.load(alerts_file)
    client = connection.client(dataset)
    report = watch.tick(client, dataset, alerts, host="cli", trigger="person")
    rows = ticking.read_back(client, dataset, report, say=lambda text: say(text, err=True))
    if shape == "json":
        give(to_json(ticking.as_document(report, rows), indent=2))
    else:
        for row in rows:
            say(ticking.delivery_line(row))
        say(ticking.summary(report))
    if report.outcome == "failed":
        raise click.ClickException(redact_text(report.error or "The tick failed."))
