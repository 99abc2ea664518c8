"""`nightledger notify`: what another tool has to say, through the same routes as a failing test."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.hiding import hidden
from nightledger.cli.person import who_asks
from nightledger.cli.saying import say
from nightledger.defaults import ENVIRONMENT_VARIABLE
from nightledger.words import SEVERITIES

if TYPE_CHECKING:
    from click import Context, Parameter
    from google.cloud.bigquery import Client

LONGEST_TITLE = 300
UNKNOWN = "unknown"
TEXTS = ("asset", "detail", "environment", "key", "link", "owner", "runbook", "source")
UNSAID: dict[str, Any] = {**dict.fromkeys(TEXTS), "facts": (), "tags": ()}


def link(_context: Context, _parameter: Parameter, url: str | None) -> str | None:
    """Accept an address people may click on: an option's callback."""
    if url and not url.startswith(("https://", "http://")):
        message = "it does not start with https:// or http://."
        raise click.BadParameter(message)
    return url


def named_values(
    _context: Context, _parameter: Parameter, facts: tuple[str, ...]
) -> tuple[str, ...]:
    """Accept facts with a name and a value: an option's callback. Returns each on one line."""
    for fact in facts:
        name, sign, value = fact.partition("=")
        if not (sign and name.strip() and value.strip()):
            message = f"{fact!r} is not NAME=VALUE, such as Failed=3."
            raise click.BadParameter(message)
    return tuple(" ".join(fact.split()) for fact in facts)


@click.command(short_help="Let the router tell what another tool says.")
@click.option("--title", required=True, help="What happened, in a line.")
@click.option(
    "--severity",
    required=True,
    type=click.Choice(SEVERITIES),
    help="How bad. info: nothing to repair, told once, pages nobody.",
)
@click.option("--detail", help="More of it.")
@click.option(
    "--fact",
    "facts",
    metavar="NAME=VALUE",
    multiple=True,
    callback=named_values,
    help="A figure the message shows by its name. Repeatable.",
)
@click.option("--link", metavar="URL", callback=link, help="Where to read more.")
@click.option("--runbook", metavar="URL", callback=link, help="Link to its runbook.")
@click.option("--owner", help="Who looks after it.")
@click.option("--asset", help="Table or view concerned.")
@click.option("--tag", "tags", multiple=True, help="Tag for routes and silences. Repeatable.")
@click.option(
    "--environment",
    envvar=ENVIRONMENT_VARIABLE,
    show_envvar=True,
    default=UNKNOWN,
    show_default=True,
    help="Environment it is about.",
)
@click.option("--key", help="The same for all notices about one thing. Default: made of the title.")
@click.option(
    "--status",
    type=click.Choice(["firing", "resolved", "event"]),
    default="event",
    show_default=True,
    help="firing goes on until resolved; event is told once.",
)
@click.option("--source", default="notify", show_default=True, help="Tool that says it.")
@connection_options
def notify(*, connection: Connection, **said: Any) -> None:  # noqa: ANN401 - options
    """Put a notice on record; the router brings it to whom it concerns.

    Secrets in it are hidden before it is written.
    """
    row = notice(said, datetime.now(timezone.utc))
    dataset = connection.required_dataset()
    put_on_record(connection.client(dataset), dataset, row)
    say(
        f"notice {row['notice_id']} is on record: {row['severity']} {row['status']}, "
        f"{row['title']} (key {row['notice_key']})"
    )


def put_on_record(client: Client, dataset: str, row: dict[str, Any]) -> None:
    """Write a notice. Raises as `append`."""
    from nightledger.ledger import append  # noqa: PLC0415 - heavy

    append(client, dataset, "alert_notices", [row])


def notice(said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return the row, without secrets; of what is said only title, severity and status are needed.

    Raises UsageError for a blank title, and for news that goes on until it is resolved.
    """
    said = UNSAID | said
    if said["severity"] == "info" and said["status"] != "event":
        message = "--severity info is told once: it has no --status firing or resolved."
        raise click.UsageError(message)
    title = hidden(said["title"], LONGEST_TITLE)
    if not title:
        message = "--title: say what happened."
        raise click.UsageError(message)
    return {
        "occurred_at": now,
        "environment": hidden(said["environment"]) or UNKNOWN,
        "notice_id": uuid.uuid4().hex,
        "notice_key": hidden(said["key"]) or key_of(title),
        "status": said["status"],
        "severity": said["severity"],
        "title": title,
        "detail": hidden(said["detail"]),
        "facts": [fact for each in said["facts"] if (fact := hidden(each))],
        "source": hidden(said["source"]) or "notify",
        "owner": hidden(said["owner"]),
        "asset_name": hidden(said["asset"]),
        "tags": [tag for each in said["tags"] if (tag := hidden(each))],
        "link_url": hidden(said["link"]),
        "runbook_url": hidden(said["runbook"]),
        "created_by": hidden(who_asks()),
    }


def key_of(title: str) -> str:
    """Return the key of a notice that brought none: the same title, the same thing."""
    return hashlib.sha256(title.encode()).hexdigest()[:16]
