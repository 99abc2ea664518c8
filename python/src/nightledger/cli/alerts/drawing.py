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
    """Return a console that folds nothing when its lines go to a file or another program."""
    console = Console()
    if not console.is_terminal:
        console.width = FILE_COLUMNS
    return console


def tree_of(alerts: Config) -> Tree:
    """Return the routing tree with matchers, grouping and times."""
    drawn = Tree("route", highlight=False)
    add(drawn, alerts.route, alerts.rules.root)
    return drawn


def add(drawn: Tree, settings: RouteSettings, route: Route) -> None:
    """Draw a route and those below it. settings: the same route as written in the file."""
    node = drawn.add(
        Text(f"{conditions(route.matchers)} → {receiver(route)}{notes(settings, route)}")
    )
    for below, routed in zip(settings.routes, route.routes, strict=True):
        add(node, below, routed)


def receiver(route: Route) -> str:
    """Return who is told: `the owner's receiver, else data`."""
    first = "the owner's receiver, else " if route.owner_receivers else ""
    return f"{first}{route.receiver}"


def conditions(matchers: Matchers) -> str:
    """Return what a route takes: `severity critical, owner risk or data, not asset stg_*`."""
    parts = [f"{key} {either(globs)}" for key, globs in wanted(matchers).items()]
    if matchers.unless:
        parts += [f"not {key} {either(globs)}" for key, globs in wanted(matchers.unless).items()]
    return ", ".join(parts) or "all"


def wanted(matchers: Matchers) -> Mapping[str, tuple[str, ...]]:
    """Return the matchers that are there, without the exceptions."""
    names = [name for name in matchers.__dataclass_fields__ if name != "unless"]
    return {name: globs for name in names if (globs := getattr(matchers, name))}


def either(globs: tuple[str, ...]) -> str:
    """Return alternatives; the empty text means none."""
    return " or ".join(glob or "(none)" for glob in globs)


def notes(settings: RouteSettings, route: Route) -> str:
    """Return how a route groups, repeats and escalates, and when it is active."""
    parts = [
        f"one message per {', '.join(route.group_by)}" if route.group_by else "one message for all",
        f"at most every {length(route.group_interval)}",
        repeats(route),
    ]
    if route.group_wait:
        parts.insert(1, f"after {length(route.group_wait)}")
    if route.escalate_after and route.escalate_to:
        parts.append(
            f"{route.escalate_to} if not acknowledged {length(route.escalate_after)} later"
        )
    if settings.active:
        parts.append(f"only {either(settings.active)}")
    if settings.mute:
        parts.append(f"not {either(settings.mute)}")
    if route.continues:
        parts.append("and the next branches too")
    return f"  ({'; '.join(parts)})"


def repeats(route: Route) -> str:
    """Return when the same is told again: `again 4h (critical), 1d (error) after ...`."""
    from nightledger.config.tree import takes  # noqa: PLC0415 - heavy

    lengths: dict[timedelta | None, list[str]] = {}
    wanted = route.matchers.severity or ("*",)
    unwanted = route.matchers.unless.severity if route.matchers.unless else ()
    for severity, every in route.repeat_interval.items():
        if takes(wanted, severity) and not takes(unwanted, severity):
            lengths.setdefault(every, []).append(severity)
    if set(lengths) == {None}:
        return "never again"
    named = [
        (length(every) if every else "never") + (f" ({', '.join(who)})" if len(lengths) > 1 else "")
        for every, who in lengths.items()
    ]
    return f"again {', '.join(named)} after it was accepted"


def length(span: timedelta) -> str:
    """Return a duration as alerts.yml has it: 5m."""
    seconds = int(span.total_seconds())
    return next(f"{seconds // unit}{name}" for unit, name in UNITS if seconds % unit == 0)
