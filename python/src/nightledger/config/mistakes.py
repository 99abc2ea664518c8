"""Pydantic's errors in the words of alerts.yml: a path, what is wrong, what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.config.document import Config, LimitSettings, Person
from nightledger.config.intervals import IntervalSettings
from nightledger.config.mistaken import LONGEST_SHOWN, closest
from nightledger.config.receivers import TYPES
from nightledger.config.tree import MatcherSettings, RouteSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel, ValidationError

SECTIONS: dict[str, type[BaseModel]] = {
    "limits": LimitSettings,
    "owners": Person,
    "time_intervals": IntervalSettings,
    "route": RouteSettings,
}
GONE = {
    "retry_for": "nobody gives up; write hand_over_after: 15m for when others are told",
    "max_attempts": "nobody gives up; write hand_over_after: 15m for when others are told",
    "first_retry": "write first_pause: 1m",
    "longest_retry": "write longest_pause: 10m",
    "repeat_hours": "write repeat_interval: {critical: 4h, error: 1d, warn: 3d} in the route",
    "repeat_hours_critical": "write repeat_interval: {critical: 4h} in the route",
    "repeat_hours_error": "write repeat_interval: {error: 1d} in the route",
    "repeat_hours_warn": "write repeat_interval: {warn: 3d} in the route",
}
"""Keys of earlier versions, and the line to write instead."""

LONGEST_WORDS = 500
"""Characters of what is wrong at one place."""

WORDS = {"missing": "it is missing", "dict_type": "it has to be a mapping of keys to values"}
WORDS |= {"model_type": WORDS["dict_type"], "tuple_type": "it has to be a list"}
WORDS |= {"too_short": "it is empty"}
WORDS |= {"union_tag_not_found": f"type is missing; it is one of {', '.join(TYPES)}"}
WORDS |= {"model_attributes_type": WORDS["dict_type"]}


def mistakes_of(error: ValidationError) -> Iterator[str]:
    """Return one line for each error, in the order of the file's keys.

    Pydantic also calls a list too short of which every member is wrong; that is left out.
    """
    for one in error.errors(include_url=False):
        if one["type"] == "too_short" and one["input"]:
            continue
        words = _words(one)[:LONGEST_WORDS]
        yield f"{path_of(_location(one))}: {words}" if one["loc"] else words


def path_of(location: Sequence[int | str]) -> str:
    """Return a path like receivers[1].url."""
    path = ""
    for given in location:
        part = given if isinstance(given, int) else given[:LONGEST_SHOWN]
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _location(one: Any) -> tuple[int | str, ...]:  # noqa: ANN401 - pydantic's error
    """Return the place without the type of receiver that pydantic puts into it."""
    place: tuple[int | str, ...] = one["loc"]
    if place[0] == "receivers" and len(place) > 2 and place[2] in TYPES:  # noqa: PLR2004 - receivers, number, type
        place = (*place[:2], *place[3:])
    return tuple(part for part in place if part not in {"str", "function-before", "[key]"})


def _words(one: Any) -> str:  # noqa: ANN401 - pydantic's error
    kind = one["type"]
    if kind == "extra_forbidden" and one["loc"][-1] in GONE:
        return f"there is no such key any more; {GONE[str(one['loc'][-1])]}"
    if kind == "extra_forbidden":
        return f"there is no such key; {closest(str(one['loc'][-1]), _known(one['loc']))}"
    if kind == "union_tag_invalid":
        return f"type: {closest(str(one['ctx']['tag']), tuple(TYPES))}"
    text = WORDS.get(kind) or str(one["msg"]).removeprefix("Value error, ")
    return "input" + text.removeprefix("Input") if text.startswith("Input") else text


def _known(place: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return the keys that could stand at the place of an unknown one."""
    model: type[BaseModel] = Config
    if len(place) > 1:
        model = TYPES[str(place[2])] if place[0] == "receivers" else SECTIONS[str(place[0])]
    if "matchers" in place[:-1]:
        model = MatcherSettings
    return tuple(field.alias or name for name, field in model.model_fields.items())
