"""Copies of Dagster's objects with some parts changed, and everything else as it was."""

from __future__ import annotations

import inspect
from typing import Any, TypeVar

Thing = TypeVar("Thing")


def changed(thing: Thing, **parts: Any) -> Thing:  # noqa: ANN401 - a part of any type
    """Return the same thing but for the parts named.

    Made anew from all that its constructor takes, so what a later Dagster adds is kept too.
    """
    names = inspect.signature(type(thing)).parameters
    return type(thing)(**{name: getattr(thing, name) for name in names} | parts)
