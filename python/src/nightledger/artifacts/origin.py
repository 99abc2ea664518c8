"""Where a command came from: which code ran, who started it, and what started it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.contract import KNOWN_VARIABLES, ORCHESTRATOR_MARKS

if TYPE_CHECKING:
    from nightledger.artifacts.command import Command

CUSTOM_PREFIX = "DBT_ENV_CUSTOM_ENV_"


def known_values(command: Command) -> dict[str, str | None]:
    """Return which code ran, who started it and what started it; the first variable set wins."""
    custom = command.metadata.get("env") or {}
    variables = {
        **command.options.variables,
        **{f"{CUSTOM_PREFIX}{name}": value for name, value in custom.items()},
    }
    found = {
        column: next((variables[name] for name in names if variables.get(name)), None)
        for column, names in KNOWN_VARIABLES.items()
    }
    marks = (word for name, word in ORCHESTRATOR_MARKS.items() if variables.get(name))
    found["orchestrator"] = found["orchestrator"] or next(marks, None)
    return found
