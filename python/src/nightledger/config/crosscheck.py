"""Mistakes between keys, found on the raw document so that they are reported with the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nightledger.config.mistakes import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator


def crosscheck(document: dict[str, Any]) -> Iterator[str]:
    """Give one line for each name that is used and not there, given twice, or out of reach."""
    receivers = document.get("receivers")
    names = [
        str(one["name"])
        for one in (receivers if isinstance(receivers, list) else [])
        if isinstance(one, dict) and one.get("name")
    ]
    yield from _duplicates(receivers)
    yield from _reference("fallback", document.get("fallback"), names, "receiver")
    intervals = document.get("time_intervals")
    known = list(intervals) if isinstance(intervals, dict) else []
    root = document.get("route")
    if isinstance(root, dict):
        yield from _root(root)
        yield from _branch("route", root, names, known)


def _duplicates(receivers: object) -> Iterator[str]:
    first: dict[str, int] = {}
    for place, one in enumerate(receivers if isinstance(receivers, list) else []):
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str):
            continue
        if name in first:
            yield f"receivers[{place}].name: {name!r} is the name of receivers[{first[name]}] too"
        first.setdefault(name, place)


def _root(root: dict[str, Any]) -> Iterator[str]:
    if not root.get("receiver"):
        yield "route.receiver: it is missing; the root takes what no branch wants"
    if root.get("matchers"):
        yield "route.matchers: the root takes everything; put the matchers into a branch of routes"
    if root.get("continue"):
        yield "route.continue: nothing comes after the root; remove it"


def _branch(path: str, node: dict[str, Any], names: list[str], known: list[str]) -> Iterator[str]:
    yield from _reference(f"{path}.receiver", node.get("receiver"), names, "receiver")
    active = node.get("active", [])
    for place, name in enumerate(active if isinstance(active, list) else [active]):
        at = f"{path}.active[{place}]" if isinstance(active, list) else f"{path}.active"
        yield from _reference(at, name, known, "time interval")
    branches = node.get("routes")
    if not isinstance(branches, list):
        return
    yield from _unreachable(path, branches)
    for place, branch in enumerate(branches):
        if isinstance(branch, dict):
            yield from _branch(f"{path}.routes[{place}]", branch, names, known)


def _reference(path: str, name: object, known: list[str], what: str) -> Iterator[str]:
    if isinstance(name, str) and name not in known:
        hint = suggestion(name, known) if known else "none is defined"
        yield f"{path}: there is no {what} {name!r}; {hint}"


def _unreachable(path: str, branches: list[Any]) -> Iterator[str]:
    """Give the branches that an earlier sibling leaves nothing to."""
    closed: dict[str, int] = {}
    everything: int | None = None
    for place, branch in enumerate(branches):
        if not isinstance(branch, dict):
            continue
        wanted = _canonical(branch.get("matchers"))
        earlier = everything if everything is not None else closed.get(wanted)
        if earlier is not None:
            takes = "everything" if everything is not None else "the same"
            yield (
                f"{path}.routes[{place}]: it is never reached: {path}.routes[{earlier}] takes "
                f"{takes} and does not continue"
            )
        elif not branch.get("continue"):
            closed[wanted] = place
            everything = place if wanted == "{}" else None


def _canonical(matchers: object) -> str:
    """Give matchers in one spelling: lists sorted, and without those that match anything."""
    if not isinstance(matchers, dict):
        return "{}"
    lists = {
        str(key): sorted({str(one) for one in (value if isinstance(value, list) else [value])})
        for key, value in matchers.items()
    }
    narrow = {key: value for key, value in lists.items() if "*" not in value or key == "tag"}
    return json.dumps(narrow, sort_keys=True)
