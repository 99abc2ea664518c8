"""`nightledger evidence`: what an auditor asks of a time, as one file."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say
from nightledger.errors import ConfigError

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Write what ran and who was told, for an auditor.")
@click.option("--from", "first", type=DAY, metavar="DATE", required=True, help="First day (UTC).")
@click.option("--to", "last", type=DAY, metavar="DATE", required=True, help="Last day (UTC).")
@click.option("--asset", metavar="NAME", help="Only what concerns this table or view.")
@click.option(
    "--out", type=FILE, metavar="FILE", required=True, help="Where to: FILE.md, or FILE.json."
)
@click.option(
    "--anchor",
    type=FILE,
    metavar="FILE",
    help="Roots that `nightledger seal --publish` wrote: each has to be among the seals.",
)
@connection_options
def evidence(  # noqa: PLR0913 - one argument per option
    *,
    connection: Connection,
    first: datetime,
    last: datetime,
    asset: str | None,
    out: Path,
    anchor: Path | None,
) -> None:
    """Write what ran, what did not, what failed, who was told and who silenced what.

    With what `nightledger verify` says. Exit code 1 when the ledger is not as it was sealed, or was
    never sealed; the file is written all the same.
    """
    if last < first:
        message = "--to is before --from."
        raise click.UsageError(message)
    from nightledger import trust  # noqa: PLC0415 - heavy
    from nightledger.ledger.evidence import sections  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    client = connection.client(dataset)
    anchors = trust.read_anchors(anchor) if anchor else []
    found = trust.Evidence(
        ledger=dataset,
        from_day=first.date(),
        to_day=last.date(),
        asset=asset,
        sections=list(
            sections(
                client,
                dataset,
                from_at=first.replace(tzinfo=timezone.utc),
                to_at=last.replace(tzinfo=timezone.utc) + timedelta(days=1),
                asset=asset,
            )
        ),
        verdict=trust.verify(client, dataset, anchors=anchors),
        is_anchored=bool(anchor),
    )
    save(out, trust.as_json(found) if out.suffix == ".json" else trust.as_markdown(found))
    say(f"{sum(len(rows.rows) for _, rows in found.sections)} rows written to {out}")
    if not found.verdict.holds:
        say("The ledger is not as it was sealed, or was never sealed: see the file.")
        click.get_current_context().exit(1)


def save(path: Path, text: str) -> None:
    """Write a file. Raises ConfigError when it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise ConfigError(message) from error
