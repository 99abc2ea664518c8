"""`nightledger report`: the night as one page."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.notify import notice, put_on_record
from nightledger.cli.saying import say
from nightledger.cli.sql import GIB
from nightledger.cli.times import duration

if TYPE_CHECKING:
    from google.cloud.storage import Bucket

    from nightledger.report.queries import Answers

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
    "--notify",
    "is_told",
    is_flag=True,
    help="Also tell its first sentence and figures: a notice of severity info.",
)
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
    is_told: bool,
    max_gib: float,
) -> None:
    """Write the night as one page: what is open, four weeks, every check.

    One HTML file that loads nothing else. It shows what the ledger has, offending values too:
    whoever may read it may read those. With --notify the router tells its receivers how the night
    went, good or bad, and where the page was uploaded.
    """
    from nightledger.report.page import Made, render  # noqa: PLC0415 - heavy
    from nightledger.report.queries import Asked, answers  # noqa: PLC0415 - heavy

    bucket, name = target(address, connection.project) if address else (None, "")
    link = None
    dataset = connection.required_dataset()
    now = datetime.now(timezone.utc)
    asked = Asked(environment=environment, owner=owner, since=now - since)
    client = connection.client(dataset)
    found = answers(client, dataset, asked, maximum_bytes_billed=int(max_gib * GIB))
    page = render(found, Made(at=now, asked=asked))
    file.write_text(page, encoding="utf-8", errors="replace")
    say(f"{file}: {len(page.encode(errors='replace')) / 1000:,.0f} KB")
    if bucket is not None:
        from nightledger.buckets import upload  # noqa: PLC0415 - an extra

        upload(bucket, name, page, HTML, replaces=True)
        link = f"https://storage.cloud.google.com/{bucket.name}/{name}"
        say(link)
    if is_told:
        row = notice(told(found, now) | {"environment": environment, "link": link}, now)
        put_on_record(client, dataset, row)
        say(f"notice {row['notice_id']} is on record: {row['title']}")


def told(found: Answers, at: datetime) -> dict[str, Any]:
    """Return what a notice says of the night: the first sentence, and the figures below it."""
    from nightledger.report.verdict import verdict_of  # noqa: PLC0415 - heavy

    verdict, night = verdict_of(found, at), found["night"][0]
    counts = found["open_problems"][0] if found["open_problems"] else {}
    figures = {
        "Runs": night["run_count"],
        "Runs failed": night["failed_count"] + night["broken_off_count"],
        "Tests failed": night["test_failed_count"],
        "Problems open": counts.get("open_count", 0),
        "Of them critical": counts.get("critical_count", 0),
    }
    return {
        "title": verdict.sentence,
        "detail": " ".join(verdict.remarks) or None,
        "facts": tuple(f"{name}={count:,}" for name, count in figures.items()),
        "severity": "info",
        "status": "event",
        "source": "report",
        "key": "report",
        "tags": ("report",),
    }


def target(address: str, project: str | None) -> tuple[Bucket, str]:
    """Return where to put it. Raises ConfigError before anything is asked."""
    from nightledger.buckets import open_bucket, place_of  # noqa: PLC0415 - an extra

    bucket, name = place_of(address)
    return open_bucket(bucket, project), name
