"""From what dlt remembers of a pipeline's last run to rows of `dlt_loads`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from nightledger.dlt.columns import columns_with_data
from nightledger.dlt.loads import loads_of, schema_of
from nightledger.dlt.run_ids import RunIds
from nightledger.masking import kept_message
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dlt.common.schema import Schema
    from dlt.pipeline.pipeline import Pipeline
    from dlt.pipeline.trace import PipelineStepTrace

    from nightledger.dlt.loads import Load

LoadFact = dict[str, object]

# The ledger keeps texts to 8 KB; BigQuery repeats a load error once per shard.
MESSAGE_CHARS = 8_000
CUT = " … (cut)"


def load_facts(
    pipeline: Pipeline, *, environment: str, ids: RunIds | None = None
) -> list[LoadFact]:
    """Return one row per load package and table of the pipeline's last run.

    A table that was asked for and got no rows has a row too, with `rows_loaded` 0. Works after a
    failed run as well: call it where `pipeline.run` raised; the status is then `failed`. What was
    extracted and not loaded has no row.

    Args:
        pipeline: A pipeline that has run.
        environment: The ledger's name for where this happened, for example `prod`.
        ids: What started the run. Default: nothing is known.

    Returns:
        Rows with the columns of `dlt_loads` but `row_id` and `recorded_at`, which the ledger adds.
        Empty if the pipeline never ran, or failed before it made a load package.

    """
    trace = pipeline.last_trace
    return facts_of(pipeline, trace.steps if trace else [], environment=environment, ids=ids)


def facts_of(
    pipeline: Pipeline,
    steps: Sequence[PipelineStepTrace],
    *,
    environment: str,
    ids: RunIds | None = None,
    since: int = 0,
) -> list[LoadFact]:
    """Return the rows of the packages that the steps from number `since` on dealt with."""
    run = {
        "environment": environment,
        "pipeline_name": pipeline.pipeline_name,
        "dataset_name": pipeline.dataset_name,
        "destination": getattr(pipeline.destination, "destination_name", None),
        **asdict(ids or RunIds()),
    }
    return [
        {**run, **_table_fact(load, schema, table)}
        for load in loads_of(steps, since)
        for schema in [schema_of(pipeline, load.schema_name)]
        for table in _tables(load, schema)
    ]


def _tables(load: Load, schema: Schema) -> list[str]:
    """List the tables the load could have filled: its resources' own, those nested in them."""
    internal = set(schema.dlt_table_names())
    return sorted((set(load.origins(schema)) | load.tables | set(load.rows or ())) - internal)


def _table_fact(load: Load, schema: Schema, table: str) -> LoadFact:
    failed_jobs = _failed_jobs(load, table)
    has_failed = bool(load.error or failed_jobs)
    rows = None if has_failed or load.rows is None else load.rows.get(table, 0)
    return {
        "occurred_at": load.finished_at,
        "started_at": load.started_at,
        "finished_at": load.finished_at,
        "load_id": load.load_id,
        "table_name": table,
        "status": "failed" if has_failed else "loaded",
        "rows_loaded": rows,
        "schema_changes": _schema_changes(load, schema, table),
        "columns": _columns(load, schema, table) if rows else [],
        "failed_jobs": failed_jobs,
    }


def _schema_changes(load: Load, schema: Schema, table: str) -> list[str]:
    """List the columns the load added, a type change as its variant column (`amount__v_text`)."""
    update = load.package.schema_update.get(table) if load.package else None
    if not update:
        return []
    columns = update["columns"]
    # An update that has all columns made the table: then nothing changed.
    if load.is_first or len(columns) == len(schema.get_table_columns(table)):
        return []
    return [f"{name} {column.get('data_type', 'unknown')}" for name, column in columns.items()]


def _columns(load: Load, schema: Schema, table: str) -> list[str]:
    return columns_with_data(load.package, schema, table) if load.package else []


def _failed_jobs(load: Load, table: str) -> list[str]:
    """List messages whatever the job's state: dlt puts a failed job back among the new ones.

    When no job of a load that failed has a message, what stopped the load failed all its tables.
    """
    jobs = [job for state in load.package.jobs.values() for job in state] if load.package else []
    failed = [job for job in jobs if job.failed_message]
    if load.error and not failed:
        return [_capped(load.error)]
    return [
        _capped(job.failed_message or "") for job in failed if job.job_file_info.table_name == table
    ]


def _capped(text: str) -> str:
    text = kept_message(redact_text(text))
    return text if len(text) <= MESSAGE_CHARS else text[:MESSAGE_CHARS] + CUT
