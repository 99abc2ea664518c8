"""`nightledger seal` and `nightledger verify`: evidence that the ledger was not changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.notify import notice, put_on_record
from nightledger.cli.saying import say

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.trust import Seal, Verdict

SHOWN_FINDINGS = 20
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--today", is_flag=True, help="Seal also what there is of today so far.")
@click.option(
    "--publish",
    metavar="PLACE",
    help="Keep the root, the hash that vouches for all seals: a line of JSON that is added to a "
    "file, or an object of its own in gs://BUCKET/FOLDER.",
)
@connection_options
def seal(*, connection: Connection, today: bool, publish: str | None) -> None:
    """Seal what every ledger table holds of the days that are over.

    Run it once a day. Keep the root where who can change the ledger cannot reach it.
    """
    from nightledger import trust  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    done = trust.seal(connection.client(dataset), dataset, with_today=today)
    tables = {each.period.table_name for each in done.seals}
    rows = sum(each.content.row_count for each in done.seals)
    say(f"{len(done.seals)} seals over {rows} rows of {len(tables)} tables")
    if done.root is None:
        return
    say(f"root: seal {done.root.number} {done.root.seal_hash}")
    if publish and publish.startswith("gs://"):
        say(kept_in_bucket(publish, done.root, done.sealed_at, connection.project))
    elif publish:
        trust.publish(Path(publish), done.root, done.sealed_at)
        say(f"added to {publish}")


def kept_in_bucket(address: str, root: Seal, sealed_at: datetime, project: str | None) -> str:
    """Write the root as an object that nothing replaces; say where it is."""
    from nightledger import buckets, trust  # noqa: PLC0415 - heavy

    name = f"{address.rstrip('/')}/seal-{root.number:08}.json"
    bucket, path = buckets.place_of(name)
    line = trust.root_line(root, sealed_at)
    is_new = buckets.upload(
        buckets.open_bucket(bucket, project), path, line, "application/json", replaces=False
    )
    return f"written to {name}" if is_new else f"{name} is there already, and stays as it is"


@click.command()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Hash only rows recorded since this day again. Default: all that were sealed.",
)
@click.option(
    "--anchor",
    type=FILE,
    metavar="FILE",
    help="Roots that `nightledger seal --publish` wrote: each has to be among the seals.",
)
@click.option(
    "--notify",
    "is_told",
    is_flag=True,
    help="Let the router tell it: a critical notice when anything differs, resolved when not.",
)
@connection_options
def verify(
    *, connection: Connection, since: datetime | None, anchor: Path | None, is_told: bool
) -> None:
    """Compare every ledger table with its seals.

    Names the table, the day and the first bucket of rows that were changed, deleted or added. Exit
    code 1 when there are any, or when nothing was ever sealed.
    """
    from nightledger import trust  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    anchors = trust.read_anchors(anchor) if anchor else []
    verdict = trust.verify(
        connection.client(dataset), dataset, since=since.date() if since else None, anchors=anchors
    )
    for line in trust.lines(verdict, anchored=bool(anchor)):
        say(line)
    if is_told:
        tell(connection, verdict)
    if not verdict.holds:
        click.get_current_context().exit(1)


def tell(connection: Connection, verdict: Verdict) -> None:
    """Put the verdict on record as a notice, for the routes of a failing test."""
    dataset = connection.required_dataset()
    row = notice(
        {
            "title": "The ledger is not as it was sealed",
            "detail": "\n".join(finding.words() for finding in verdict.findings[:SHOWN_FINDINGS]),
            "severity": "critical",
            "key": "ledger",
            "status": "resolved" if verdict.holds else "firing",
            "source": "nightledger verify",
        },
        verdict.verified_at,
    )
    put_on_record(connection.client(dataset), dataset, row)
