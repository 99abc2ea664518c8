"""The routing tree of alerts.yml, as the router uses it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nightledger.router.times import TimeInterval

GROUP_INTERVAL = timedelta(minutes=5)
REPEAT_INTERVAL = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matchers:
    """What a route wants: globs with `*`, any of them; all that are given must match.

    Empty: anything. A notification without an owner or asset has the empty text there.
    """

    severity: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    asset: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One node of the tree, with everything it inherits written out.

    group_by: of run, asset, owner, severity, kind, tags and problem; empty is one group. The
    environment is always added. active: held outside of these; empty is always active.
    continues: siblings after it are tried too.
    """

    receiver: str
    matchers: Matchers = field(default_factory=Matchers)
    group_by: tuple[str, ...] = ("run",)
    group_interval: timedelta = GROUP_INTERVAL
    repeat_interval: timedelta = REPEAT_INTERVAL
    active: tuple[TimeInterval, ...] = ()
    continues: bool = False
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTree:
    """The tree and the receiver that takes what others cannot."""

    root: Route
    fallback: str
