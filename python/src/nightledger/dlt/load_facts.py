"""From what dlt remembers of a pipeline's last run to rows of `dlt_loads`."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from dlt.common.pipeline import LoadInfo
from dlt.common.schema import Schema
from dlt.common.schema.utils import get_root_table
from dlt.common.storages.load_package import LoadPackageInfo
from dlt.pipeline.pipeline import Pipeline
from dlt.pipeline.trace import PipelineTrace

from nightledger.dlt.columns import columns_with_data
from nightledger.dlt.run_ids import RunIds
from nightledger.masking import mask_shapes
from nightledger.redaction import redact_text

LoadFact = dict[str, object]

# The ledger keeps texts to 8 KB; BigQuery repeats a load error once per shard.
MESSAGE_CHARS = 8_000
CUT = " … (cut)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """One load package, as far as the run got with it."""

    load_id: str
    schema: Schema
    resources: frozenset[str]
    rows: dict[str, int] | None
    """Rows per table; None: the run failed before they were counted, or did not count them."""
    package: LoadPackageInfo | None
    """None: nothing to load, or the run failed before the load."""
    is_first: bool
    error: str | None
    """What stopped the run; None: nothing did."""
    tables: frozenset[str]
    """Tables of a package that an earlier run has left behind, by its files."""


def load_facts(
    pipeline: Pipeline, *, environment: str, ids: RunIds | None = None
) -> list[LoadFact]:
    """Return one row per load package and table of the pipeline's last run.

    A table that was asked for and got no rows has a row too, with `rows_loaded` 0. Works after a
    failed run as well: call it where `pipeline.run` raised; the status is then `failed`.

    Args:
        pipeline: A pipeline that has run.
        environment: The ledger's name for where this happened, for example `prod`.
        ids: What started the run. Default: nothing is known.

    Returns:
        Rows with the columns of `dlt_loads` but `row_id` and `recorded_at`, which the ledger adds.
        Empty if the pipeline never ran, or failed before it made a load package.

    """
    trace = pipeline.last_trace
    if trace is None:
        return []
    run = {
        "environment": environment,
        "pipeline_name": pipeline.pipeline_name,
        "dataset_name": pipeline.dataset_name,
        "destination": pipeline.destination.destination_name,
        **_times(trace),
        **asdict(ids or RunIds()),
    }
    return [
        {**run, **_table_fact(load, table)}
        for load in _loads(pipeline, trace)
        for table in _tables(load)
    ]


def _times(trace: PipelineTrace) -> LoadFact:
    """Take the load's times; one that had nothing to do, or failed, has only its run's."""
    load = trace.last_load_info
    started_at = (load.started_at if load else None) or trace.started_at
    finished_at = (load.finished_at if load else None) or trace.finished_at
    return {
        "occurred_at": finished_at,
        "started_at": started_at,
        "finished_at": finished_at,
    }


def _loads(pipeline: Pipeline, trace: PipelineTrace) -> Iterator[_Load]:
    """Give what the run extracted, or what it found of an earlier one: dlt then only loads that."""
    extract, info = trace.last_extract_info, trace.last_load_info
    if extract is None:
        for package in info.load_packages if info else ():
            jobs = [job for state in package.jobs.values() for job in state]
            tables = {job.job_file_info.table_name for job in jobs}
            schema = _schema(pipeline, package.schema_name)
            yield _load(trace, package.load_id, schema, tables=tables)
        return
    for load_id, metrics in extract.metrics.items():
        resources = {name for metric in metrics for name in metric["hints"]}
        schema = _schema(pipeline, metrics[0]["schema_name"])
        yield _load(trace, load_id, schema, resources=resources)


def _load(
    trace: PipelineTrace,
    load_id: str,
    schema: Schema,
    *,
    resources: Iterable[str] = (),
    tables: Iterable[str] = (),
) -> _Load:
    info = trace.last_load_info
    return _Load(
        load_id=load_id,
        schema=schema,
        resources=frozenset(resources),
        rows=_rows(trace, load_id),
        package=_package(info, load_id),
        is_first=bool(info and info.first_run),
        error=_error(trace),
        tables=frozenset(tables),
    )


def _schema(pipeline: Pipeline, name: str) -> Schema:
    """Read the schema that the run has kept; one whose first run failed has kept none.

    From its file: dagster-dlt takes names and types out of the one in memory.
    """
    return pipeline.schemas.load_schema(name) if name in pipeline.schemas else Schema(name)


def _package(info: LoadInfo | None, load_id: str) -> LoadPackageInfo | None:
    packages = info.load_packages if info else []
    return next((package for package in packages if package.load_id == load_id), None)


def _rows(trace: PipelineTrace, load_id: str) -> dict[str, int] | None:
    step = trace.last_pipeline_step_trace("normalize")
    info = trace.last_normalize_info
    if info is None or step is None or step.step_exception:
        return None
    return {
        table: written.items_count
        for metrics in info.metrics.get(load_id, [])
        for table, written in metrics["table_metrics"].items()
    }


def _error(trace: PipelineTrace) -> str | None:
    return next((step.step_exception for step in trace.steps if step.step_exception), None)


def _tables(load: _Load) -> list[str]:
    """List the tables the load could have filled: its resources' own, those nested in them."""
    schema = load.schema
    asked_for = {schema.naming.normalize_table_identifier(name) for name in load.resources}
    known = {
        name
        for name in schema.data_table_names()
        if get_root_table(schema.tables, name).get("resource") in load.resources
    }
    internal = set(schema.dlt_table_names())
    return sorted((asked_for | known | load.tables | set(load.rows or ())) - internal)


def _table_fact(load: _Load, table: str) -> LoadFact:
    failed_jobs = _failed_jobs(load, table)
    return {
        "load_id": load.load_id,
        "table_name": table,
        "status": "failed" if load.error or failed_jobs else "loaded",
        "rows_loaded": None if load.rows is None else load.rows.get(table, 0),
        "schema_changes": _schema_changes(load, table),
        "columns": _columns(load, table),
        "failed_jobs": failed_jobs,
    }


def _schema_changes(load: _Load, table: str) -> list[str]:
    """List the columns the load added, a type change as its variant column (`amount__v_text`)."""
    update = load.package.schema_update.get(table) if load.package else None
    if not update:
        return []
    columns = update["columns"]
    # An update that has all columns made the table: then nothing changed.
    if load.is_first or len(columns) == len(load.schema.get_table_columns(table)):
        return []
    return [f"{name} {column.get('data_type', 'unknown')}" for name, column in columns.items()]


def _columns(load: _Load, table: str) -> list[str]:
    if load.package is None or not (load.rows or {}).get(table):
        return []
    return columns_with_data(load.package, load.schema, table)


def _failed_jobs(load: _Load, table: str) -> list[str]:
    """List messages whatever the job's state: dlt puts a failed job back among the new ones.

    A run that failed before it had jobs failed for all of its tables.
    """
    if load.error and not (load.package and load.package.jobs):
        return [_capped(load.error)]
    jobs = load.package.jobs.values() if load.package else ()
    return [
        _capped(job.failed_message)
        for state in jobs
        for job in state
        if job.job_file_info.table_name == table and job.failed_message
    ]


def _capped(text: str) -> str:
    text = redact_text(mask_shapes(text))
    return text if len(text) <= MESSAGE_CHARS else text[:MESSAGE_CHARS] + CUT
