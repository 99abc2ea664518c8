"""`nightledger alerts route`: who would be told."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, cast

import click

from nightledger.cli.alerts.drawing import conditions, length
from nightledger.cli.alerts_file import config_option
from nightledger.cli.saying import say
from nightledger.cli.times import moment, shown
from nightledger.contract import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nightledger.config import Config
    from nightledger.router import Problem, Route

PAGES = cast("list[str]", DEFAULTS["page_severities"])


@click.command(short_help="Say whom a problem like this would reach.")
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
@click.option("--check", "check_name", help="Name of the test or check.")
@click.option("--error-class", help="Class of the error, such as auth.")
@click.option("--environment", default="prod", show_default=True, help="Where it is.")
@click.option("--at", metavar="TIME", callback=moment, help="When, with its zone. Default: now.")
def route(*, alerts_file: Path, at: datetime | None, **said: Any) -> None:  # noqa: ANN401 - options
    """Say which receivers a problem like this would reach, and by which branches.

    For example: nightledger alerts route --severity critical --owner risk --asset fct_loans
    """
    from nightledger import config  # noqa: PLC0415 - heavy

    alerts = config.load(alerts_file)
    now = at or datetime.now(timezone.utc)
    for line in reached(alerts, problem_of(said, now), now):
        say(line)


def problem_of(said: dict[str, Any], now: datetime) -> Problem:
    """Return a problem as the options describe it."""
    from nightledger.router import Problem  # noqa: PLC0415 - beside the configuration

    page = "page" if said["severity"] in PAGES else "ticket"
    return Problem(
        fingerprint="asked",
        episode_id="asked",
        environment=said["environment"],
        kind=said["kind"],
        subject=said["asset"],
        state="open",
        severity=said["severity"],
        urgency=said["urgency"] or page,
        opened_at=now,
        changed_at=now,
        known_at=now,
        last_seen_at=now,
        asset_name=said["asset"] or None,
        owner=said["owner"],
        tags=tuple(said["tags"]),
        check_name=said["check_name"],
        error_class=said["error_class"],
    )


def reached(alerts: Config, problem: Problem, now: datetime) -> Iterator[str]:
    """Return a line for each receiver, in the order of the tree."""
    from nightledger.router.matching import matching_routes  # noqa: PLC0415 - as above

    rules = alerts.rules
    paths = {id(each): path for path, each in walk(rules.root, "route")}
    told: set[str] = set()
    for each in matching_routes(rules.root, problem):
        receiver = each.receiver_for(problem.owner)
        if receiver not in told:
            why = conditions(each.matchers) if each is not rules.root else "no branch takes it"
            nobody = ", which tells nobody" if rules.receivers[receiver].drops else ""
            where = f"{receiver}: {paths[id(each)]} ({why})"
            yield f"{where}{nobody}{waits(each, now)}{escalates(each)}"
        told.add(receiver)


def walk(route: Route, path: str) -> Iterator[tuple[str, Route]]:
    """Return every route with its path in alerts.yml."""
    yield path, route
    for place, below in enumerate(route.routes):
        yield from walk(below, f"{path}.routes[{place}]")


def waits(route: Route, now: datetime) -> str:
    """Say until when a route is not active, if it is not."""
    start = route.next_active(now)
    return f", not before {shown(start)} UTC" if start > now else ""


def escalates(route: Route) -> str:
    """Say who is told when nobody acknowledges."""
    if not route.escalate_after or not route.escalate_to:
        return ""
    return f"; {route.escalate_to} if nobody acknowledged {length(route.escalate_after)} later"
