"""Definitions with some of their parts changed, and everything else as it was."""

from __future__ import annotations

import inspect
from typing import Any

from dagster import Definitions


def changed(defs: Definitions, **parts: Any) -> Definitions:  # noqa: ANN401 - a part of any type
    """Give the same definitions but for the parts named; whatever Dagster adds to them stays."""
    names = inspect.signature(Definitions).parameters
    return Definitions(**{name: getattr(defs, name) for name in names} | parts)
