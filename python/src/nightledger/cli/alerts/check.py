"""`nightledger alerts check`: every mistake in alerts.yml at once, and nothing is sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from nightledger.cli.alerts.drawing import tree_of, wide_console
from nightledger.cli.alerts_file import config_option
from nightledger.cli.saying import say
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.config import Config
    from nightledger.router import Route


@click.command(short_help="Say everything that is wrong with alerts.yml.")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@config_option
@click.option(
    "--without-secrets",
    is_flag=True,
    help="Fetch no secret: for a pull request, which may not read them.",
)
def check(*, file: Path | None, alerts_file: Path, without_secrets: bool) -> None:
    """Say everything that is wrong with FILE, or draw what it does. Sends nothing.

    FILE is alerts.yml unless another is named, here or by --config. Secrets are fetched and the
    hosts of addresses looked at. The exit code is 0 when all is good, 1 when there is a mistake,
    2 when the command itself is wrong.
    """
    from nightledger import config  # noqa: PLC0415 - heavy

    path = file or alerts_file
    mistakes = config.check(path, with_secrets=not without_secrets)
    mistakes = mistakes or transport_mistakes(config.load(path), without_secrets=without_secrets)
    if mistakes:
        lines = "".join(f"\n  {redacted(mistake)}" for mistake in mistakes)
        number = f"{len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'}"
        message = f"{path} has {number}:{lines}"
        raise click.ClickException(message)
    alerts = config.load(path)
    show(alerts, without_secrets=without_secrets)
    for warning in warnings_about(alerts):
        say(f"Note: {warning}", err=True)
    unseen = " No secret was fetched." if without_secrets else ""
    say(f"{path} is good. Nothing was sent.{unseen}")


def redacted(mistake: str) -> str:
    """Return a mistake as it may be shown; its path, such as receivers[0].password, stays."""
    path, colon, words = mistake.partition(": ")
    return f"{path}{colon}{redact_text(words)}"


def transport_mistakes(alerts: Config, *, without_secrets: bool) -> list[str]:
    """Return why receivers cannot be used whose settings are good by themselves."""
    from nightledger.errors import ConfigError  # noqa: PLC0415 - beside the others

    built = alerts.build_transports(with_secrets=not without_secrets).values()
    return [str(one) for one in built if isinstance(one, ConfigError)]


def warnings_about(alerts: Config) -> Iterator[str]:
    """Return what is no mistake and should be known."""
    targets = alerts.targets
    if [name for name in targets if not targets[name].drops] == [alerts.fallback]:
        yield (
            f"{alerts.fallback} is the only receiver, so nobody takes over while it cannot be "
            "reached; add a second one and make it the fallback."
        )
    for owner, path in unknown_owners(alerts.rules.root, "route"):
        yield f"{path}: owner_receivers has no {owner}; the route's receiver is told."
    unused = set(targets) - used(alerts.rules.root) - {alerts.fallback}
    for name in sorted(unused):
        yield f"{name}: no route names it; it is told only when others cannot be reached."


def unknown_owners(route: Route, path: str) -> Iterator[tuple[str, str]]:
    """Return owners that routes to the owner name, and nobody is told for, with the path."""
    for owner in route.matchers.owner if route.owner_receivers else ():
        if owner and "*" not in owner and owner not in route.owner_receivers:
            yield owner, path
    for place, below in enumerate(route.routes):
        yield from unknown_owners(below, f"{path}.routes[{place}]")


def used(route: Route) -> set[str]:
    """Return the receivers a route and those below it name."""
    below = (used(branch) for branch in route.routes)
    own = {route.receiver, route.escalate_to or route.receiver, *route.owner_receivers.values()}
    return own.union(*below)


def show(alerts: Config, *, without_secrets: bool) -> None:
    """Write a table of the receivers, and the tree."""
    from nightledger.cli.alerts.targets import target_of  # noqa: PLC0415 - needs the configuration

    console = wide_console()
    table = Table(header_style="bold")
    for name in ("receiver", "type", "goes to"):
        table.add_column(name, overflow="fold")
    for receiver in alerts.receivers:
        is_fallback = " (fallback)" if receiver.name == alerts.fallback else ""
        is_secret = without_secrets and "url" in receiver.secrets
        target = "(secret)" if is_secret else target_of(receiver, os.environ)
        table.add_row(receiver.name + is_fallback, receiver.type, target)
    console.print(table, markup=False)
    console.print(tree_of(alerts))
