"""Which routes a problem takes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nightledger.router.problem import Problem
    from nightledger.router.routes import Matchers, Route


def matching_routes(route: Route, problem: Problem) -> tuple[Route, ...]:
    """Return the routes below this one that take a problem, in the tree's order.

    The first match, and more where it says `continue`. Never empty: what no branch wants belongs
    to the route itself.
    """
    taken: list[Route] = []
    for child in route.routes:
        if _accepts(child.matchers, problem):
            taken.extend(matching_routes(child, problem))
            if not child.continues:
                break
    return tuple(taken) or (route,)


def _accepts(matchers: Matchers, problem: Problem) -> bool:
    asset = problem.asset_name or problem.subject
    return (
        _any_matches(matchers.severity, (problem.severity,))
        and _any_matches(matchers.urgency, (problem.urgency,))
        and _any_matches(matchers.owner, (problem.owner or "",))
        and _any_matches(matchers.tag, problem.tags)
        and _any_matches(matchers.asset, (asset,))
        and _any_matches(matchers.kind, (problem.kind,))
        and _any_matches(matchers.environment, (problem.environment,))
    )


def _any_matches(globs: tuple[str, ...], values: Iterable[str]) -> bool:
    return not globs or any(_pattern(globs).fullmatch(value) for value in values)


@lru_cache(maxsize=1024)
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    parts = (".*".join(re.escape(part) for part in glob.split("*")) for glob in globs)
    return re.compile("|".join(f"(?:{part})" for part in parts), re.DOTALL)
