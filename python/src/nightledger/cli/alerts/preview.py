"""`nightledger alerts preview`: messages as files and pictures, before anybody gets them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightledger.cli.alerts.receiver import receiver_named
from nightledger.cli.alerts_file import config_option
from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.cli.alerts.drafts import Draft
    from nightledger.config import Config


@click.command(short_help="Write what receivers would get, into files.")
@click.argument("receiver", required=False)
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files; made if it is not there.",
)
@click.option("--picture", is_flag=True, help="Draw cards and mails too. Needs Chromium.")
@click.option(
    "--adaptivecards",
    "renderer",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="adaptivecards.min.js of the npm package adaptivecards, to draw cards with.",
)
@click.option("--pending", is_flag=True, help="What the next tick would send, instead of samples.")
@config_option
@connection_options
def preview(  # noqa: PLR0913 - one argument per option
    *,
    connection: Connection,
    receiver: str | None,
    folder: Path,
    picture: bool,
    renderer: Path | None,
    pending: bool,
    alerts_file: Path,
) -> None:
    """Write what RECEIVER, or every receiver, would get, into files. Sends nothing.

    Samples are one critical problem, a group of several, and a resolved one. No secret is needed,
    and none is in the files. BigQuery is asked only for --pending. The exit code is 1 when
    something could not be written or drawn.
    """
    from nightledger import config  # noqa: PLC0415 - heavy
    from nightledger.cli.alerts.drafts import LeftOutError, Pictures  # noqa: PLC0415 - heavy

    alerts = config.load(alerts_file)
    names = [receiver_named(alerts, receiver).name] if receiver else told(alerts)
    folder.mkdir(parents=True, exist_ok=True)
    pictures = Pictures(renderer=renderer) if picture else None
    remedies: dict[str, None] = {}
    for draft in drafts(alerts, names, connection if pending else None):
        try:
            written = draft.write(folder, pictures)
        except LeftOutError as error:
            written = error.written
            remedies[str(error)] = None
        for path in written:
            say(path)
    for remedy in remedies:
        say(remedy, err=True)
    if remedies:
        raise click.exceptions.Exit(1)


def told(alerts: Config) -> list[str]:
    """Return the receivers that tell somebody."""
    return sorted(name for name, target in alerts.targets.items() if not target.drops)


def drafts(alerts: Config, names: list[str], connection: Connection | None) -> Iterator[Draft]:
    """Yield the drafts: of what is pending when there is a connection, else of the samples."""
    from nightledger.cli.alerts import drafts as made  # noqa: PLC0415 - heavy

    if connection is None:
        yield from made.of_samples(alerts, names)
        return
    dataset = connection.required_dataset()
    decided = made.pending(alerts, connection.client(dataset), dataset)
    if not decided.messages:
        say("The next tick would send nothing.")
    waiting = Counter((str(held.endpoint), held.why) for held in decided.held)
    for (endpoint, why), count in waiting.items():
        say(f"{endpoint}: {count:,} waiting, {why}")
    yield from made.of_plan(alerts, names, decided)
