"""Mistakes between keys, found on the raw document so that they are reported with the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nightledger.config.durations import parse_duration
from nightledger.config.mistaken import closest, shown

if TYPE_CHECKING:
    from collections.abc import Iterator


def crosscheck(document: dict[str, Any]) -> Iterator[str]:
    """Return one line for each name that is used and not there, given twice, or out of reach."""
    receivers = document.get("receivers")
    names = [
        str(one["name"])
        for one in (receivers if isinstance(receivers, list) else [])
        if isinstance(one, dict) and one.get("name")
    ]
    yield from _duplicates(receivers)
    yield from _former_names(receivers, names)
    yield from _reference("fallback", document.get("fallback"), names, "receiver")
    nobody = _nobody(receivers)
    if document.get("fallback") in nobody:
        yield "fallback: a receiver of type none tells nobody; name another one"
    owners = document.get("owner_receivers")
    for owner, name in owners.items() if isinstance(owners, dict) else ():
        yield from _reference(f"owner_receivers.{owner}", name, names, "receiver")
    if not owners and _is_to_owner(document.get("route")):
        yield "owner_receivers: it is missing; a route is to the owner"
    yield from _limits(document.get("limits"))
    intervals = document.get("time_intervals")
    known = list(intervals) if isinstance(intervals, dict) else []
    root = document.get("route")
    if isinstance(root, dict):
        yield from _root(root)
        yield from _branch("route", root, names, known)
        yield from _escalations("route", root, nobody)


def _duplicates(receivers: object) -> Iterator[str]:
    first: dict[str, int] = {}
    for place, one in enumerate(receivers if isinstance(receivers, list) else []):
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str):
            continue
        if name in first:
            other = f"receivers[{first[name]}]"
            yield f"receivers[{place}].name: {shown(name)} is the name of {other} too"
        first.setdefault(name, place)


def _former_names(receivers: object, names: list[str]) -> Iterator[str]:
    """Return former names that are somebody's name now, or somebody else's former one."""
    first: dict[str, int] = {}
    for place, one in enumerate(receivers if isinstance(receivers, list) else []):
        former = one.get("formerly", []) if isinstance(one, dict) else []
        for name in former if isinstance(former, list) else [former]:
            at = f"receivers[{place}].formerly"
            if not isinstance(name, str):
                continue
            if name in names:
                yield f"{at}: {shown(name)} is the name of a receiver now; leave it out"
            elif name in first:
                yield f"{at}: {shown(name)} is a former name of receivers[{first[name]}] too"
            first.setdefault(name, place)


def _nobody(receivers: object) -> list[str]:
    """Return the names of receivers that tell nobody."""
    some = receivers if isinstance(receivers, list) else []
    return [
        str(one.get("name")) for one in some if isinstance(one, dict) and one.get("type") == "none"
    ]


def _is_to_owner(node: object) -> bool:
    """Return whether a route or one below it is to the owner."""
    if not isinstance(node, dict):
        return False
    branches = node.get("routes")
    below = branches if isinstance(branches, list) else []
    return bool(node.get("to")) or any(_is_to_owner(branch) for branch in below)


def _limits(limits: object) -> Iterator[str]:
    if not isinstance(limits, dict):
        return
    try:
        deadline = parse_duration(limits.get("deadline", "10s"))
        lease = parse_duration(limits.get("lease", "10m"))
    except ValueError:
        return  # said where the durations themselves are read
    if deadline >= lease:
        yield (
            "limits.lease: it has to be longer than the deadline, or an attempt under way counts "
            "as broken off"
        )


def _escalations(
    path: str, node: dict[str, Any], nobody: list[str], known: str = ""
) -> Iterator[str]:
    """Return escalations without an end, or to nobody. known: keys that a branch inherits."""
    own = known + "".join(key for key in ("escalate_after", "escalate_to") if node.get(key))
    for key, other in (("escalate_after", "escalate_to"), ("escalate_to", "escalate_after")):
        if node.get(key) and other not in own:
            yield f"{path}.{key}: it needs {other} beside it"
    if node.get("escalate_to") in nobody:
        yield f"{path}.escalate_to: a receiver of type none tells nobody; name another one"
    branches = node.get("routes")
    for place, branch in enumerate(branches if isinstance(branches, list) else []):
        if isinstance(branch, dict):
            yield from _escalations(f"{path}.routes[{place}]", branch, nobody, own)


def _root(root: dict[str, Any]) -> Iterator[str]:
    if not root.get("receiver"):
        yield "route.receiver: it is missing; the root takes what no branch wants"
    if root.get("matchers"):
        yield "route.matchers: the root takes everything; put the matchers into a branch of routes"
    if root.get("continue"):
        yield "route.continue: nothing comes after the root; remove it"


def _branch(path: str, node: dict[str, Any], names: list[str], known: list[str]) -> Iterator[str]:
    yield from _reference(f"{path}.receiver", node.get("receiver"), names, "receiver")
    yield from _reference(f"{path}.escalate_to", node.get("escalate_to"), names, "receiver")
    for key in ("active", "mute"):
        times = node.get(key, [])
        for place, name in enumerate(times if isinstance(times, list) else [times]):
            at = f"{path}.{key}[{place}]" if isinstance(times, list) else f"{path}.{key}"
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
        hint = closest(name, known) if known else "none is defined"
        yield f"{path}: there is no {what} {shown(name)}; {hint}"


def _unreachable(path: str, branches: list[Any]) -> Iterator[str]:
    """Return the branches that an earlier sibling leaves nothing to."""
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
    """Return matchers in one spelling: lists sorted, and without those that match anything."""
    if not isinstance(matchers, dict):
        return "{}"
    lists = {
        str(key): sorted({str(one) for one in (value if isinstance(value, list) else [value])})
        for key, value in matchers.items()
    }
    narrow = {key: value for key, value in lists.items() if "*" not in value or key == "tag"}
    return json.dumps(narrow, sort_keys=True)
