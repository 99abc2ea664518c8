"""What a command was to do: what makes it comparable with others, and whether it was whole."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from nightledger.artifacts.text import json_text
from nightledger.redaction import redact_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.artifacts.command import Command

RECORDED_ARGS = (
    "select",
    "exclude",
    "selector",
    "resource_types",
    "exclude_resource_types",
    "vars",
    "full_refresh",
    "fail_fast",
    "defer",
    "favor_state",
    "state",
    "empty",
    "sample",
    "event_time_start",
    "event_time_end",
    "store_failures",
)
NARROWING = (
    "exclude",
    "selector",
    "resource_types",
    "exclude_resource_types",
    "fail_fast",
    "state",
    "empty",
    "sample",
)
WHERE_ELSE = ("state", "defer", "favor_state")
"""Where to read what was not built: folders differ each time, and dbt v2 always says `defer`."""

KINDS = {
    "build": frozenset({"model", "seed", "snapshot", "function", "test"}),
    "run": frozenset({"model"}),
    "seed": frozenset({"seed"}),
    "snapshot": frozenset({"snapshot"}),
    "test": frozenset({"test"}),
}
"""Types of what a command looks at; sources.json leaves out what could not be looked at."""

LONGEST = 200
"""Characters of the arguments in a run key; longer ones are hashed."""

TIMES = re.compile(
    "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    "|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9:.]*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    "|[0-9]{8,}"
)
"""What is another one each time: ids, days and times, long numbers."""


def recorded_args(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that decide what a command did, as far as given, without secrets."""
    return {name: redact_entry(name, args[name]) for name in RECORDED_ARGS if args.get(name)}


def run_key(command: Command) -> str:
    """Return what makes a command comparable with earlier ones: see `dbt_invocations.run_key`."""
    target = command.project.target.get("name") or command.args.get("target") or ""
    args = {
        name: value
        for name, value in recorded_args(command.args).items()
        if name not in WHERE_ELSE and not (name == "select" and selects_all(value))
    }
    text = TIMES.sub("*", json_text(args)) if args else ""
    if len(text) > LONGEST:
        text = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return f"{command.project.name}/{target}/{command.name} {text}".strip()


def is_whole(command: Command) -> bool | None:
    """Return whether nothing narrows what the command looks at; None when it has no arguments."""
    if not command.args:
        return None
    return (
        command.name not in ("retry", "clone")
        and selects_all(command.args.get("select") or [])
        and not any(command.args.get(name) for name in NARROWING)
        and sees_all(command)
    )


def sees_all(command: Command) -> bool:
    """Return whether everything a command of its kind looks at has a result.

    What a retry tries again has the arguments of the first command, and one that was interrupted
    has them too. Unit tests are not looked for: dbt does not say which there are to run.
    """
    seen = {result["unique_id"] for result in command.results}
    kinds = KINDS.get(command.name, frozenset())
    return all(each in seen for each in command.project.selectable(kinds))


def selects_all(value: object) -> bool:
    """Return whether `--select` takes everything, as `dagster-dbt` spells it."""
    words = [value] if isinstance(value, str) else value
    return isinstance(words, (list, tuple)) and all(each in ("*", "fqn:*") for each in words)
