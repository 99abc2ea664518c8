"""`nightledger report`: the night as one page."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say
from nightledger.cli.sql import GIB
from nightledger.cli.times import duration

if TYPE_CHECKING:
    from google.cloud.storage import Bucket

HTML = "text/html; charset=utf-8"


@click.command(short_help="Write the night as one page.")
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default="report.html",
    show_default=True,
    help="File to write; one that is there is replaced.",
)
@click.option(
    "--since",
    metavar="DURATION",
    callback=duration,
    default="7d",
    show_default=True,
    help="How far back runs are listed, such as 36h or 14d.",
)
@click.option("--owner", default="", help="Only what this owner looks after. Default: everything.")
@click.option("--environment", default="", help="Only this environment. Default: all.")
@click.option("--upload", "address", metavar="gs://BUCKET/FILE", help="Put it there as well.")
@click.option(
    "--max-gib",
    type=click.FloatRange(min=0, min_open=True),
    default=10,
    show_default=True,
    help="Refuse a question that reads more than this many GiB.",
)
@connection_options
def report(  # noqa: PLR0913 - one argument per option
    *,
    connection: Connection,
    file: Path,
    since: timedelta,
    owner: str,
    environment: str,
    address: str | None,
    max_gib: float,
) -> None:
    """Write the night as one page: what is open, four weeks, every check.

    One HTML file that loads nothing else. It shows what the ledger has, offending values too:
    whoever may read it may read those.
    """
    from nightledger.report.page import Made, render  # noqa: PLC0415 - heavy
    from nightledger.report.queries import Asked, answers  # noqa: PLC0415 - heavy

    bucket, name = target(address, connection.project) if address else (None, "")
    dataset = connection.required_dataset()
    now = datetime.now(timezone.utc)
    asked = Asked(environment=environment, owner=owner, since=now - since)
    found = answers(
        connection.client(dataset), dataset, asked, maximum_bytes_billed=int(max_gib * GIB)
    )
    page = render(found, Made(at=now, asked=asked))
    file.write_text(page, encoding="utf-8", errors="replace")
    say(f"{file}: {len(page.encode(errors='replace')) / 1000:,.0f} KB")
    if bucket is not None:
        from nightledger.buckets import upload  # noqa: PLC0415 - an extra

        upload(bucket, name, page, HTML, replaces=True)
        say(f"https://storage.cloud.google.com/{bucket.name}/{name}")


def target(address: str, project: str | None) -> tuple[Bucket, str]:
    """Return where to put it. Raises ConfigError before anything is asked."""
    from nightledger.buckets import open_bucket, place_of  # noqa: PLC0415 - an extra

    bucket, name = place_of(address)
    return open_bucket(bucket, project), name
