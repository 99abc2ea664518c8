"""`nightledger rescan`: what Dagster recorded, onto the record once more."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click
from rich.console import Console

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say
from nightledger.cli.times import shown
from nightledger.defaults import ENVIRONMENT, ENVIRONMENT_VARIABLE
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from click import Context, Parameter

    from nightledger.dagster.rescan import RescanReport

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOST_NAMED = 20
LAST_MOMENT = timedelta(days=1) - timedelta(microseconds=1)


def day_or_time(_context: Context, parameter: Parameter, text: str | None) -> datetime | None:
    """Read a day or a time, in UTC where no zone is said; as an end, a day counts whole."""
    if text is None:
        return None
    stripped = re.sub("[zZ]$", "+00:00", text.strip())
    try:
        at = datetime.fromisoformat(stripped)
    except ValueError as error:
        message = f"{text!r} is no day such as 2026-11-01, nor a time such as 2026-11-01T06:00Z."
        raise click.BadParameter(message) from error
    if DAY.fullmatch(stripped) and parameter.name == "until":
        at += LAST_MOMENT
    return at.astimezone(timezone.utc) if at.tzinfo else at.replace(tzinfo=timezone.utc)


@click.command(short_help="Put on record what Dagster knows of a span of time.")
@click.option(
    "--since",
    required=True,
    metavar="DAY|TIME",
    callback=day_or_time,
    help="From when on: 2026-11-01, or 2026-11-01T06:00+01:00. UTC where no zone is said.",
)
@click.option(
    "--until",
    metavar="DAY|TIME",
    callback=day_or_time,
    help="Until when; a day counts whole. Default: now.",
)
@click.option(
    "--environment",
    envvar=ENVIRONMENT_VARIABLE,
    show_envvar=True,
    default=ENVIRONMENT,
    show_default=True,
    help="Environment of the facts, as the audit sensor has it.",
)
@click.option(
    "--deployment",
    default="dagster",
    show_default=True,
    help="Name of this Dagster, as the audit sensor has it.",
)
@click.option("--webserver-url", help="Address of Dagster's page, for links to runs.")
@connection_options
def rescan(  # noqa: PLR0913 - one argument per option
    *,
    connection: Connection,
    since: datetime,
    until: datetime | None,
    environment: str,
    deployment: str,
    webserver_url: str | None,
) -> None:
    """Put on record what Dagster's instance in DAGSTER_HOME knows of a span of time.

    For a ledger that was lost, or runs from before the audit sensor. What is on record already is
    not written again, and the sensor goes on as before. Run it where Dagster's daemon runs.
    """
    if find_spec("dagster") is None:
        message = "This needs Dagster: pip install 'nightledger[dagster]', and run it again."
        raise ConfigError(message)
    from nightledger.dagster import LedgerResource  # noqa: PLC0415 - heavy
    from nightledger.dagster import rescan as rescanning  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    ledger = LedgerResource(
        project=connection.client(dataset).project,
        dataset=dataset,
        location=connection.location,
        endpoint=connection.endpoint,
        environment=environment,
        deployment=deployment,
        webserver_url=webserver_url,
    )
    with rescanning.open_instance() as instance, Console(stderr=True).status("reading") as line:
        done = rescanning.rescan(
            instance,
            ledger,
            since,
            until,
            progress=lambda count, at: line.update(f"{count:,} runs read, up to {shown(at)} UTC"),
        )
    tell(done)


def tell(done: RescanReport) -> None:
    """Say what was read."""
    for table, count in sorted(done.rows.items()):
        say(f"{count:>9,} rows for {table}")
    say(
        f"{done.run_count:,} runs and {done.event_count:,} events read. "
        "What was on record already is there once."
    )
    for key, error in list(done.unreadable.items())[:MOST_NAMED]:
        say(f"Cannot be read: {key.kind} {key.id}: {error}", err=True)
    if done.unreadable:
        say(
            f"{len(done.unreadable):,} could not be read, of a newer Dagster or damaged. "
            "Upgrade Dagster here and run this again.",
            err=True,
        )
