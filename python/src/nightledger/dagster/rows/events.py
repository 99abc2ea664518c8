"""Which event becomes a row of which table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.dagster.instance import RUNLESS
from nightledger.dagster.rows import assets, checks
from nightledger.dagster.rows.runs import FACT_KINDS
from nightledger.dagster.rows.steps import STEP_KINDS, WORDS, step_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightledger.dagster.definitions import Definitions
    from nightledger.dagster.rows.steps import StepClock
    from nightledger.dagster.values import Event

MATERIALIZATIONS = "dagster_asset_materializations"
EVALUATIONS = "dagster_asset_check_evaluations"
STEPS = "dagster_steps"

BUILDERS: dict[str, tuple[str, Callable[[Event], dict[str, Any]]]] = {
    "ASSET_MATERIALIZATION_PLANNED": (MATERIALIZATIONS, assets.planned_row),
    "ASSET_MATERIALIZATION": (MATERIALIZATIONS, assets.materialized_row),
    "ASSET_OBSERVATION": (MATERIALIZATIONS, assets.observed_row),
    "FRESHNESS_STATE_CHANGE": (MATERIALIZATIONS, assets.freshness_row),
    "ASSET_CHECK_EVALUATION_PLANNED": (EVALUATIONS, checks.planned_row),
    "ASSET_CHECK_EVALUATION": (EVALUATIONS, checks.evaluated_row),
}
RUNLESS_KINDS = frozenset(BUILDERS)
RUN_KINDS = RUNLESS_KINDS | STEP_KINDS | FACT_KINDS
"""What is read of a run; logs, inputs and outputs are not."""


def event_row(
    event: Event, clock: StepClock, deployment: str, definitions: Definitions
) -> tuple[str, dict[str, Any]] | None:
    """Return the table and the row of an event; None for one that has no row of its own.

    `definitions` say what no event does: owners, group, kinds and tags of assets.
    """
    if event.data is None and event.kind not in WORDS:
        return None
    if event.kind in WORDS:
        table, row = STEPS, step_row(event, clock)
    elif event.kind in BUILDERS:
        table, build = BUILDERS[event.kind]
        row = build(event)
        if table == MATERIALIZATIONS:
            row |= assets.defined_columns(row, definitions.asset(row["asset_key"]))
        elif getattr(event.data, "partitions_subset", None) is not None:
            row["partition_key"] = clock.partition_key
    else:
        return None
    return table, {**identity(event, deployment), **row}


def identity(event: Event, deployment: str) -> dict[str, Any]:
    """Return the columns that say which event it is, and when.

    Numbers outside runs begin at 1 again with a new database, so the time is part of their id.
    """
    number = event.storage_id
    if event.run_id == RUNLESS:
        seconds = f"{event.at.timestamp():.6f}"
        return {"event_id": f"{deployment}:{number}@{seconds}", "occurred_at": event.at}
    return {
        "event_id": f"{event.run_id}:{number}",
        "occurred_at": event.at,
        "run_id": event.run_id,
        "job_name": event.job_name,
        "step_key": event.step_key,
    }
