"""The one way a repair takes hold of the emulator."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def wrap(place: str, make: Callable[[Any], Any]) -> None:
    """Replace what `place` names ("package.module:attribute.attribute") by `make(original)`.

    Raises AttributeError or ModuleNotFoundError, naming it, when there is no such place.
    """
    module_name, _, path = place.partition(":")
    owner: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for attribute in outer:
        owner = getattr(owner, attribute)
    setattr(owner, name, make(getattr(owner, name)))


def wrap_route(module_name: str, method: str, path: str, make: Callable[[Any], Any]) -> None:
    """Replace the function behind one REST route of a module, before the server copies it.

    What `make` gives must keep the signature (`functools.wraps`): arguments are read from it.
    Raises ValueError when the route is not there.
    """
    router = importlib.import_module(module_name).router
    (route,) = (r for r in router.routes if r.path == path and r.methods == {method})
    route.endpoint = make(route.endpoint)
