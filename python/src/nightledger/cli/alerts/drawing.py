"""The routing tree as people see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from nightledger.cli.formats import FILE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from nightledger.config import Config
    from nightledger.config.tree import RouteSettings
    from nightledger.router import Matchers, Route

UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def wide_console() -> Console:
    """Give a console that folds nothing when its lines go to a file or another program."""
    console = Console()
    if not console.is_terminal:
        console.width = FILE_COLUMNS
    return console


def tree_of(alerts: Config) -> Tree:
    """Give the routing tree with matchers, grouping and times."""
    drawn = Tree("route", highlight=False)
    add(drawn, alerts.route, alerts.routes.root)
    return drawn


def add(drawn: Tree, settings: RouteSettings, route: Route) -> None:
    """Draw a route and those below it. settings: the same route as written in the file."""
    node = drawn.add(
        Text(f"{conditions(route.matchers)} → {route.receiver}{notes(settings, route)}")
    )
    for below, routed in zip(settings.routes, route.routes, strict=True):
        add(node, below, routed)


def conditions(matchers: Matchers) -> str:
    """Give what a route takes: `severity critical, owner risk or data`."""
    return ", ".join(f"{key} {either(globs)}" for key, globs in wanted(matchers).items()) or "all"


def wanted(matchers: Matchers) -> Mapping[str, tuple[str, ...]]:
    """Give the matchers that are there."""
    names = matchers.__dataclass_fields__
    return {name: globs for name in names if (globs := getattr(matchers, name))}


def either(globs: tuple[str, ...]) -> str:
    """Give alternatives; the empty text means none."""
    return " or ".join(glob or "(none)" for glob in globs)


def notes(settings: RouteSettings, route: Route) -> str:
    """Give how a route groups and repeats, when it is active, whether others follow."""
    parts = [
        f"one message per {', '.join(route.group_by)}" if route.group_by else "one message for all",
        f"at most every {length(route.group_interval)}",
        f"again after {length(route.repeat_interval)}",
    ]
    if settings.active:
        parts.append(f"only {either(settings.active)}")
    if route.continues:
        parts.append("and the next branches too")
    return f"  ({'; '.join(parts)})"


def length(span: timedelta) -> str:
    """Give a duration as alerts.yml has it: 5m."""
    seconds = int(span.total_seconds())
    return next(f"{seconds // unit}{name}" for unit, name in UNITS if seconds % unit == 0)
