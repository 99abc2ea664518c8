"""Rows of `dbt_source_freshness`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.artifacts.moments import moment
from nightledger.artifacts.personal import message_of_engine
from nightledger.artifacts.project import runbook_of, tags_of
from nightledger.artifacts.results import CRITICAL
from nightledger.artifacts.text import message_of

if TYPE_CHECKING:
    from nightledger.artifacts.command import Command, Result, Row
    from nightledger.artifacts.project import Node

SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


def freshness_row(command: Command, result: Result, node: Node) -> Row:
    """Return the result of one source table; a check that failed has no times of its own."""
    limits = node.get("freshness") or {}
    snapshotted_at = moment(result.get("snapshotted_at"))
    return command.fact(
        snapshotted_at or command.finished_at,
        {
            "unique_id": node["unique_id"],
            "source_name": node["source_name"],
            "table_name": node["name"],
            "relation_name": node.get("relation_name"),
            "status": result["status"].lower(),
            "message": message_of(
                message_of_engine(command, result, result.get("error")),
                command.project.setting("text_limit"),
            ),
            "max_loaded_at": moment(result.get("max_loaded_at")),
            "snapshotted_at": snapshotted_at,
            "age_seconds": result.get("max_loaded_at_time_ago_in_s"),
            "warn_after_seconds": seconds_of(limits.get("warn_after")),
            "error_after_seconds": seconds_of(limits.get("error_after")),
            "loaded_at_field": node.get("loaded_at_field") or None,
            "is_critical": CRITICAL in tags_of(node),
            "execution_seconds": result.get("execution_time"),
            "owner": command.project.owner(node),
            "runbook_url": runbook_of(node),
            "alerts": command.project.alerts(node),
            "tags": tags_of(node),
            "exposures": command.project.exposures(node),
        },
    )


def seconds_of(limit: dict[str, Any] | None) -> int | None:
    """Return a limit such as 12 hours in seconds; None when there is none."""
    if not limit or not limit.get("count"):
        return None
    return int(limit["count"]) * SECONDS[limit["period"]]
