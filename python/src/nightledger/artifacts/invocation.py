"""Rows of `dbt_invocations`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nightledger import __version__
from nightledger.artifacts.origin import known_values
from nightledger.artifacts.plan import is_whole, recorded_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nightledger.artifacts.command import Command, Row

VARIABLES = re.compile(r"\s--vars(?=[\s=]|$)")
SAYS_FULL_REFRESH = "1."
"""dbt 1 leaves out what was not given; dbt v2 leaves out nearly everything."""


def invocation_rows(command: Command, result_count: int) -> list[Row]:
    """Return the command's two events."""
    return [
        invocation_row(command, "started", command.started_at, None),
        invocation_row(command, "finished", command.finished_at, result_count),
    ]


def invocation_row(
    command: Command, event: str, occurred_at: datetime, result_count: int | None
) -> Row:
    """Return one event of a command: who started it, from which code, and where to look."""
    target = command.project.target
    found = known_values(command)
    return command.fact(
        occurred_at,
        {
            "event": event,
            "command": command.name,
            "is_whole": is_whole(command),
            "invocation_command": invocation_command(command),
            "target_name": target.get("name") or command.args.get("target"),
            "target_project": target.get("project"),
            "target_dataset": target.get("dataset"),
            "threads": target.get("threads"),
            "full_refresh": full_refresh(command),
            "args": recorded_args(command.args) if command.args else None,
            "settings": dict(command.project.known.settings) or None,
            "env": command.metadata.get("env") or {},
            "dbt_version": command.metadata.get("dbt_version"),
            "package_version": __version__,
            **found,
            **links(command, found),
            "result_count": result_count,
        },
    )


def invocation_command(command: Command) -> str | None:
    """Give the command line up to `--vars`: their value is in `args`, where it has a structure."""
    typed = command.args.get("invocation_command")
    return VARIABLES.split(typed)[0] if typed else None


def full_refresh(command: Command) -> bool | None:
    """Return whether `--full-refresh` was given; None when the engine does not say."""
    if "full_refresh" in command.args:
        return bool(command.args["full_refresh"])
    says = str(command.metadata.get("dbt_version")).startswith(SAYS_FULL_REFRESH)
    return False if says else None


def links(command: Command, found: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the links to the run and its artifacts."""
    ids = {
        "invocation_id": command.invocation_id,
        "dagster_run_id": found["dagster_run_id"],
        "pipeline_run_id": found["pipeline_run_id"],
        "environment": command.environment,
        "git_sha": found["git_sha"],
    }
    options, setting = command.options, command.project.setting
    return {
        "run_url": link(options.run_url_template or setting("run_url_template"), ids),
        "artifacts_url": link(
            options.artifacts_url_template or setting("artifacts_url_template"), ids
        ),
    }


def link(template: str | None, ids: Mapping[str, str | None]) -> str | None:
    """Fill a template such as `https://dagster/runs/{dagster_run_id}`; None lacking an id."""
    if not template:
        return None
    for name, value in ids.items():
        if f"{{{name}}}" in template:
            if value is None:
                return None
            template = template.replace(f"{{{name}}}", value)
    return template
