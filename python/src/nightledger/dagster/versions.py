"""What needs a newer Dagster than the oldest this package works with."""

from __future__ import annotations

import dagster

OLDEST = {
    "component": (1, 11),
    "deadlines": (1, 12),
    "freshness_rules": (1, 12),
    "translator": (1, 11),
}
"""By module."""


def needed_by(module: str) -> str | None:
    """Return which Dagster a module needs, where the one here is older."""
    oldest = OLDEST.get(module, ())
    here = tuple(int(number) for number in dagster.__version__.split(".")[:2])
    return ".".join(map(str, oldest)) if here < oldest else None


def require(name: str, module: str) -> None:
    """Raise ImportError, with both versions, for a name whose module needs a newer Dagster."""
    if needed := needed_by(module):
        message = f"{name} needs Dagster {needed} or newer, and this is {dagster.__version__}."
        raise ImportError(message)
