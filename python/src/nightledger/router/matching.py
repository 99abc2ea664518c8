"""Which routes a notification takes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nightledger.router.inbox import Notification
    from nightledger.router.routes import Matchers, Route, RouteTree


def matching_routes(tree: RouteTree, notification: Notification) -> tuple[Route, ...]:
    """Give the routes in the tree's order: the first match, and more where it says `continue`.

    Never empty: what no branch wants belongs to the root.
    """
    return _descend(tree.root, notification)


def route_to(tree: RouteTree, notification: Notification, receiver: str) -> Route:
    """Give the route that brought a notification to a receiver: the first match that names it.

    When none does (it is the fallback, or alerts.yml changed since) the root's settings count,
    and it is always active.
    """
    for route in matching_routes(tree, notification):
        if route.receiver == receiver:
            return route
    return replace(tree.root, receiver=receiver, active=(), routes=())


def _descend(route: Route, notification: Notification) -> tuple[Route, ...]:
    taken: list[Route] = []
    for child in route.routes:
        if _accepts(child.matchers, notification):
            taken.extend(_descend(child, notification))
            if not child.continues:
                break
    return tuple(taken) or (route,)


def _accepts(matchers: Matchers, notification: Notification) -> bool:
    asset = notification.asset_name or notification.subject_name
    return (
        _any_matches(matchers.severity, (notification.severity,))
        and _any_matches(matchers.urgency, (notification.urgency,))
        and _any_matches(matchers.owner, (notification.owner or "",))
        and _any_matches(matchers.tag, notification.tags)
        and _any_matches(matchers.asset, (asset,))
        and _any_matches(matchers.kind, (notification.kind,))
        and _any_matches(matchers.environment, (notification.environment,))
    )


def _any_matches(globs: tuple[str, ...], values: Iterable[str]) -> bool:
    return not globs or any(_pattern(globs).fullmatch(value) for value in values)


@lru_cache(maxsize=1024)
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    parts = (".*".join(re.escape(part) for part in glob.split("*")) for glob in globs)
    return re.compile("|".join(f"(?:{part})" for part in parts), re.DOTALL)
