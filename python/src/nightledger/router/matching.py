"""Which routes a problem takes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    if not all(_any_matches(*each) for each in _compared(matchers, problem)):
        return False
    left = _compared(matchers.unless, problem) if matchers.unless else ()
    return not any(globs and _any_matches(globs, values) for globs, values in left)


def _compared(
    matchers: Matchers, problem: Problem
) -> Iterator[tuple[tuple[str, ...], Iterable[str]]]:
    """Return the globs of each key, with what a problem has there."""
    yield matchers.severity, (problem.severity,)
    yield matchers.urgency, (problem.urgency,)
    yield matchers.owner, (problem.owner or "",)
    yield matchers.tag, problem.tags
    yield matchers.asset, (problem.asset_name or problem.subject,)
    yield matchers.kind, (problem.kind,)
    yield matchers.check, (problem.check_name or "",)
    yield matchers.error_class, (problem.error_class or "",)
    yield matchers.environment, (problem.environment,)


def _any_matches(globs: tuple[str, ...], values: Iterable[str]) -> bool:
    return not globs or any(_pattern(globs).fullmatch(value) for value in values)


@lru_cache(maxsize=1024)
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    parts = (".*".join(re.escape(part) for part in glob.split("*")) for glob in globs)
    return re.compile("|".join(f"(?:{part})" for part in parts), re.DOTALL)
