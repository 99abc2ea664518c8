"""Rows of `dagster_asset_check_evaluations`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.dagster.rows.metadata import metadata_json, text_of, whole_number_of
from nightledger.dagster.rows.shown_metadata import shown
from nightledger.dagster.rows.texts import clean_or_none
from nightledger.words import SEVERITIES

if TYPE_CHECKING:
    from nightledger.dagster.values import Event


def planned_row(event: Event) -> dict[str, Any]:
    """Return the row of a check that a run is going to evaluate."""
    return {
        "asset_key": event.data.asset_key.to_user_string(),
        "check_name": event.data.check_name,
        "status": "planned",
    }


def evaluated_row(event: Event) -> dict[str, Any]:
    """Return the row of an evaluation."""
    check = event.data
    declared = text_of(check.metadata, "nightledger/severity")
    target = check.target_materialization_data
    return {
        "asset_key": check.asset_key.to_user_string(),
        "check_name": check.check_name,
        "status": "passed" if check.passed else "failed",
        "severity": check.severity.value.lower(),
        "declared_severity": declared if declared in SEVERITIES else None,
        "is_blocking": getattr(check, "blocking", None),  # Dagster 1.10 does not say
        "description": clean_or_none(check.description),
        "partition_key": getattr(check, "partition", None),
        "failed_row_count": whole_number_of(
            check.metadata, "dagster_dbt/failed_row_count", "failed_row_count"
        ),
        "metadata": metadata_json(shown(check.metadata or {})),
        "checked_run_id": (target.run_id or None) if target else None,
        "dbt_unique_id": text_of(check.metadata, "unique_id"),
        "dbt_invocation_id": text_of(check.metadata, "invocation_id"),
    }
