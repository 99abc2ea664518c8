"""`nightledger alerts route`: who would be told."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, cast

import click

from nightledger.cli.alerts.drawing import conditions
from nightledger.cli.alerts_file import config_option
from nightledger.cli.formats import CONTROL
from nightledger.cli.times import moment, shown
from nightledger.contract import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nightledger.config import Config
    from nightledger.router import Notification, Route

PAGES = cast("list[str]", DEFAULTS["page_severities"])


@click.command()
@config_option
@click.option(
    "--severity",
    type=click.Choice(["critical", "error", "warn"]),
    default="error",
    show_default=True,
    help="How bad it is.",
)
@click.option(
    "--urgency",
    type=click.Choice(["page", "ticket"]),
    help="Default: page for what is critical, as the ledger has it.",
)
@click.option("--owner", help="Who looks after it. Default: nobody.")
@click.option("--asset", default="", help="Table or view concerned.")
@click.option("--tag", "tags", multiple=True, help="One of its tags. Repeatable.")
@click.option("--kind", default="test", show_default=True, help="Such as test or dagster run.")
@click.option("--environment", default="prod", show_default=True, help="Where it is.")
@click.option("--at", metavar="TIME", callback=moment, help="When, with its zone. Default: now.")
def route(*, alerts_file: Path, at: datetime | None, **said: Any) -> None:  # noqa: ANN401 - options
    """Say which receivers a problem like this would reach, and by which branches.

    For example: nightledger alerts route --severity critical --owner risk --asset fct_loans
    """
    from nightledger import config  # noqa: PLC0415 - heavy

    alerts = config.load(alerts_file)
    now = at or datetime.now(timezone.utc)
    for line in reached(alerts, notification_of(said, now), now):
        click.echo(line.translate(CONTROL))


def notification_of(said: dict[str, Any], now: datetime) -> Notification:
    """Give a problem as the options describe it."""
    from nightledger.router import Notification  # noqa: PLC0415 - beside the configuration

    page = "page" if said["severity"] in PAGES else "ticket"
    return Notification(
        notification_id="asked",
        fingerprint="asked",
        reason="opened",
        due_at=now,
        environment=said["environment"],
        kind=said["kind"],
        subject_name=said["asset"],
        asset_name=said["asset"] or None,
        severity=said["severity"],
        urgency=said["urgency"] or page,
        owner=said["owner"],
        tags=tuple(said["tags"]),
        is_firing=True,
        opened_at=now,
        last_seen_at=now,
    )


def reached(alerts: Config, notification: Notification, now: datetime) -> Iterator[str]:
    """Give a line for each receiver, in the order of the tree."""
    from nightledger.router.matching import matching_routes  # noqa: PLC0415 - as above

    tree = alerts.routes
    paths = {id(each): path for path, each in walk(tree.root, "route")}
    told: set[str] = set()
    for each in matching_routes(tree, notification):
        if each.receiver not in told:
            why = conditions(each.matchers) if each is not tree.root else "no branch takes it"
            yield f"{each.receiver}: {paths[id(each)]} ({why}){waits(each, now)}"
        told.add(each.receiver)


def walk(route: Route, path: str) -> Iterator[tuple[str, Route]]:
    """Give every route with its path in alerts.yml."""
    yield path, route
    for place, below in enumerate(route.routes):
        yield from walk(below, f"{path}.routes[{place}]")


def waits(route: Route, now: datetime) -> str:
    """Say until when a route is not active, if it is not."""
    if not route.active or any(interval.includes(now) for interval in route.active):
        return ""
    start = min(interval.next_start(now) for interval in route.active)
    return f", not before {shown(start)} UTC"
