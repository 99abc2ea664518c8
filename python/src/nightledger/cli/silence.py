"""`nightledger silence` and `nightledger unsilence`: keep alerts quiet for a while."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.person import person
from nightledger.cli.saying import say
from nightledger.cli.silencing import Silence, clock, effect_of, event_row, over_since, write
from nightledger.cli.times import duration, moment, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

PATTERNS = {
    "severity": "critical, error, warn, or a pattern such as *r*.",
    "kind": "Kind of problem: test, node, check, dagster run and so on.",
    "asset": "Name of a table or view, such as fct_*.",
    "subject": "What it is about as messages show it.",
    "owner": "Owner.",
    "tag": "One of the tags of the asset or test.",
    "environment": "Environment of the problem.",
}


def pattern_options(verb: Callable[..., None]) -> Callable[..., None]:
    """Add an option per pattern."""
    for name in reversed(PATTERNS):
        verb = click.option(f"--{name}", metavar="PATTERN", help=PATTERNS[name])(verb)
    return verb


@click.command()
@pattern_options
@click.option(
    "--for", "length", metavar="LENGTH", callback=duration, help="How long: 90m, 2h, 3d, 1w."
)
@click.option(
    "--until",
    metavar="TIME",
    callback=moment,
    help="When it ends, with its zone, such as 2026-03-29T06:00+02:00.",
)
@click.option(
    "--from", "starts_at", metavar="TIME", callback=moment, help="When it starts. Default: now."
)
@click.option("--comment", required=True, help="Why.")
@click.option("--by", help="Who makes it. Default: what CI says, else USER.")
@click.option(
    "--force", is_flag=True, help="Allow a silence of everything or of much, or a long one."
)
@connection_options
def silence(  # noqa: PLR0913 - one argument per option
    *,
    connection: Connection,
    length: timedelta | None,
    until: datetime | None,
    starts_at: datetime | None,
    comment: str,
    by: str | None,
    force: bool,
    **patterns: str | None,
) -> None:
    """Keep alerts quiet for a while.

    An alert is silenced when it matches every pattern that is given; `*` in one stands for
    anything. One that would hold a critical problem, or more than half of the problems of the last
    30 days, needs --force; for a critical one 24 hours are the most. Prints the id with which
    `nightledger unsilence` ends it.
    """
    now = clock(connection)
    starts_at = starts_at or now
    asked = Silence(
        matchers={name: text for name, text in trimmed(patterns).items() if text.strip("*")},
        starts_at=starts_at,
        ends_at=end_of(starts_at, length, until),
        comment=comment,
        force=force,
    )
    refuse(list(asked.mistakes(now)))
    refuse(list(asked.objections(effect_of(connection, asked))))
    silence_id = f"s{uuid.uuid4().hex[:10]}"
    row = event_row(
        "created", silence_id, at=now, by=person(by), comment=comment, **asked.columns()
    )
    write(connection, row)
    say(f"silence {silence_id} by {row['created_by']}: {asked.words()} ({row['comment']})")
    say(f"End it earlier: nightledger unsilence {silence_id}")


@click.command()
@click.argument("silence_id", metavar="ID")
@click.option("--comment", help="Why.")
@click.option("--by", help="Who ends it. Default: what CI says, else USER.")
@connection_options
def unsilence(
    *, connection: Connection, silence_id: str, comment: str | None, by: str | None
) -> None:
    """End the silence ID before its time. Its own row stays."""
    over_at = over_since(connection, silence_id)
    if over_at:
        say(f"silence {silence_id} was over already, since {shown(over_at)} UTC")
        return
    now = clock(connection)
    row = event_row("ended", silence_id, at=now, by=person(by), comment=comment, ends_at=now)
    write(connection, row)
    say(f"silence {silence_id} ended by {row['created_by']} at {shown(now)} UTC")


def trimmed(patterns: dict[str, Any]) -> dict[str, str]:
    """Return the patterns that were given."""
    return {name: text.strip() for name, text in patterns.items() if text and text.strip()}


def end_of(starts_at: datetime, length: timedelta | None, until: datetime | None) -> datetime:
    """Return when a silence ends. Raises UsageError unless exactly one of the two is there."""
    if length and not until:
        return starts_at + length
    if until and not length:
        return until
    message = "Give --for or --until, and not both."
    raise click.UsageError(message)


def refuse(mistakes: list[str]) -> None:
    """Raise UsageError with all mistakes, if there are any."""
    if mistakes:
        message = "\n  ".join(["Nothing was recorded:", *mistakes])
        raise click.UsageError(message)
