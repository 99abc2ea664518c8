"""Rows of `dagster_runs`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from nightledger.dagster.rows import failures
from nightledger.dagster.rows.failures import Outside
from nightledger.dagster.rows.metadata import metadata_json
from nightledger.dagster.rows.texts import clean_or_none, shortened
from nightledger.dagster.values import utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dagster import RunRecord

    from nightledger.dagster.instance import SeenRun
    from nightledger.dagster.values import Event

FACT_KINDS = frozenset(
    {"RUN_ENQUEUED", "RUN_DEQUEUED", "RUN_FAILURE", "RUN_CANCELED", "STEP_FAILURE"}
)
"""Events that fill columns of the run's own row."""

ENGINE_KINDS = frozenset({"ENGINE_EVENT"})
"""What the launcher, the daemon and executors say; read of a run that failed."""

LAUNCHERS = (
    ("dagster/parent_run_id", "retry"),
    ("dagster/schedule_name", "schedule"),
    ("dagster/backfill", "backfill"),
    ("dagster/from_automation_condition", "automation"),
    ("dagster/auto_materialize", "automation"),
    ("dagster/auto_observe", "automation"),
    ("dagster/sensor_name", "sensor"),
)
"""Tags that tell what launched a run, the most telling first; a retry has its parent's as well."""

NAMES = ("dagster/schedule_name", "dagster/backfill", "dagster/sensor_name", "user")


@dataclass(slots=True, kw_only=True)
class RunFacts:
    """What a run's events say about the run itself."""

    enqueued_at: datetime | None = None
    dequeued_at: datetime | None = None
    failed_step_key: str | None = None
    step_error: Any = None
    run_error: Any = None
    reason: str | None = None
    outside: Outside = field(default_factory=Outside)

    def see(self, event: Event) -> None:
        """Take in one event; they come in order."""
        if event.kind == "RUN_ENQUEUED":
            self.enqueued_at = self.enqueued_at or event.at
        elif event.kind == "RUN_DEQUEUED":
            self.dequeued_at = event.at
        elif event.kind == "STEP_FAILURE" and self.failed_step_key is None:
            self.failed_step_key = event.step_key
            self.step_error = getattr(event.data, "error", None)
        elif event.kind in ("RUN_FAILURE", "RUN_CANCELED"):
            self.run_error = getattr(event.data, "error", None)
            self.outside.hear(event)
            reason = getattr(event.data, "failure_reason", None)
            self.reason = reason.value.lower() if reason else None


def version_key(record: SeenRun) -> str:
    """Tell versions of one run apart, before its events are read."""
    run = record.dagster_run
    return f"{run.run_id} {run.status.value} {changed_at(record).isoformat()}"


def changed_at(record: SeenRun) -> datetime:
    """Return when a run last changed, in UTC."""
    return record.update_timestamp.astimezone(timezone.utc)


def run_row(record: RunRecord, facts: RunFacts, webserver_url: str | None) -> dict[str, Any]:
    """Return the row of this version of a run."""
    run = record.dagster_run
    content = {
        "run_id": run.run_id,
        "status": run.status.value.lower(),
        "job_name": run.job_name,
        "code_location": code_location(record),
        **tag_columns(run.tags),
        **time_columns(record, facts),
        **failure_columns(record, facts),
        "asset_selection": shortened(
            sorted(key.to_user_string() for key in run.asset_selection or ())
        ),
        "updated_at": changed_at(record),
    }
    return {
        **content,
        "version": version_of(content),
        "occurred_at": content["updated_at"],
        "run_url": f"{webserver_url.rstrip('/')}/runs/{run.run_id}" if webserver_url else None,
    }


def version_of(content: Mapping[str, Any]) -> str:
    """Return status, time of the last change, and a mark of all the rest.

    Dagster adds tags to a run (`dagster/will_retry`) and events for it without a change of its
    time; what was seen half done is then seen again, as another version.
    """
    mark = hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()
    return f"{content['status']} {content['updated_at'].isoformat()} {mark[:8]}"


def code_location(record: RunRecord) -> str | None:
    """Return the code location of a run's job."""
    run = record.dagster_run
    named = run.tags.get("dagster/code_location")
    if named or run.remote_job_origin is None:
        return named
    return run.remote_job_origin.repository_origin.code_location_origin.location_name


def tag_columns(tags: Mapping[str, str]) -> dict[str, Any]:
    """Return what the tags of a run say."""
    launched_by = next((word for tag, word in LAUNCHERS if tags.get(tag)), "manual")
    parent = tags.get("dagster/parent_run_id")
    return {
        "launched_by": launched_by,
        "launched_by_name": next(
            (clean_or_none(tags[tag], 500) for tag in NAMES if tags.get(tag)), None
        ),
        "partition_key": partition_of(tags),
        "backfill_id": tags.get("dagster/backfill"),
        "parent_run_id": parent,
        "root_run_id": tags.get("dagster/root_run_id"),
        "retry_number": retry_number(tags.get("dagster/retry_number"), is_retry=bool(parent)),
        "will_retry": {"true": True, "false": False}.get(
            tags.get("dagster/will_retry", "").lower()
        ),
        "scheduled_at": scheduled_at(tags),
        "tags": metadata_json(tags) or {},
    }


def partition_of(tags: Mapping[str, str]) -> str | None:
    """Return the partition of a run; of several the first and the last."""
    first = tags.get("dagster/asset_partition_range_start")
    last = tags.get("dagster/asset_partition_range_end")
    if first and last:
        return first if first == last else f"{first}...{last}"
    return tags.get("dagster/partition")


def retry_number(text: str | None, *, is_retry: bool) -> int | None:
    """Return which retry a run is; 0 for none."""
    if text and text.isdecimal() and len(text) < 10:  # noqa: PLR2004 - fits an int64 by far
        return int(text)
    return None if is_retry else 0


def scheduled_at(tags: Mapping[str, str]) -> datetime | None:
    """Return the tick of the schedule a run was launched for."""
    try:
        at = datetime.fromisoformat(tags[".dagster/scheduled_execution_time"])
    except (KeyError, ValueError):
        return None
    return at.astimezone(timezone.utc) if at.tzinfo else at.replace(tzinfo=timezone.utc)


def time_columns(record: RunRecord, facts: RunFacts) -> dict[str, Any]:
    """Return when what happened to a run."""
    created_at = record.create_timestamp.astimezone(timezone.utc)
    waiting_since = facts.enqueued_at or created_at
    started_at = utc(record.start_time) if record.start_time else None
    waited = (started_at - waiting_since).total_seconds() if started_at else None
    return {
        "created_at": created_at,
        "enqueued_at": facts.enqueued_at,
        "dequeued_at": facts.dequeued_at,
        "started_at": started_at,
        "ended_at": utc(record.end_time) if record.end_time else None,
        "queue_seconds": None if waited is None else max(0.0, waited),
    }


def failure_columns(record: RunRecord, facts: RunFacts) -> dict[str, Any]:
    """Return why a run failed; nothing when it did not."""
    run = record.dagster_run
    has_failed = run.status.value == "FAILURE"
    tag = run.tags.get("dagster/failure_reason")
    given = tag.lower() if tag else facts.reason
    run_error = facts.run_error
    if facts.failed_step_key and failures.is_of_steps(run_error):
        run_error, given = None, "step_failure"
    outside = facts.outside if has_failed else Outside()
    reason = failures.reason(given, run_error, outside) if has_failed else None
    step_error = facts.step_error if has_failed else None
    return {
        "failure_reason": clean_or_none(reason, 200),
        "failed_step_key": facts.failed_step_key,
        **failures.why(run_error, step_error, facts.failed_step_key, outside),
    }
