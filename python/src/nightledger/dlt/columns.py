"""Which columns a load had values for, read from the files it loaded.

dlt's schema only ever grows, and its metrics count rows, not columns: a column that the source
stopped sending is in neither. The files of the load package are still there when the run is over,
and a column without a value is not in them (JSON lines) or is counted as null (Parquet).
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dlt.common.schema import Schema
    from dlt.common.storages.load_package import LoadJobInfo, LoadPackageInfo

OWN_PREFIX = "_dlt_"
"""What dlt adds to every row is no news of the source."""

GZIP_START = b"\x1f\x8b"
"""dlt compresses its files unless told not to, and older versions do not say so in the name."""

JSON_LINES = "jsonl"
PARQUET = "parquet"
FOLLOW_UP = {"sql", "reference"}
"""Jobs that move rows which another file brought."""


def columns_with_data(package: LoadPackageInfo, schema: Schema, table: str) -> list[str]:
    """List the table's columns with at least one value in the package, `name type` each.

    Costs a look at the footer of each Parquet file; of JSON lines as many as it takes to see every
    column once. Empty where it cannot be told: no rows, files that are gone (dlt's
    `delete_completed_jobs`), a format other than these two.
    """
    known = {
        name: column.get("data_type", "unknown")
        for name, column in schema.tables[table]["columns"].items()
        if not name.startswith(OWN_PREFIX)
    }
    jobs = [job for job in _jobs(package, table) if job.job_file_info.file_format not in FOLLOW_UP]
    if not all(_is_readable(job) for job in jobs):
        return []
    found = _seen(jobs, frozenset(known))
    return [f"{name} {data_type}" for name, data_type in known.items() if name in found]


def _jobs(package: LoadPackageInfo, table: str) -> list[LoadJobInfo]:
    completed = package.jobs.get("completed_jobs", [])
    return [job for job in completed if job.job_file_info.table_name == table]


def _is_readable(job: LoadJobInfo) -> bool:
    return job.job_file_info.file_format in {JSON_LINES, PARQUET} and Path(job.file_path).exists()


def _seen(jobs: Iterable[LoadJobInfo], known: frozenset[str]) -> frozenset[str]:
    """Collect columns with values until all are seen, or the files end."""
    missing = known
    for job in jobs:
        is_parquet = job.job_file_info.file_format == PARQUET
        of_file = _of_parquet if is_parquet else _of_json_lines
        missing -= of_file(job.file_path, missing)
        if not missing:
            break
    return known - missing


def _of_json_lines(path: str, wanted: frozenset[str]) -> frozenset[str]:
    """Return which of the columns have a value in some row; dlt leaves out those that have none.

    Only rows in which a column's name occurs are parsed: a column without data costs a search
    through the file.
    """
    with Path(path).open("rb") as file:
        is_compressed = file.read(2) == GZIP_START
    missing = {f'"{name}"'.encode(): name for name in wanted}
    found: set[str] = set()
    with (gzip.open if is_compressed else open)(path, "rb") as lines:
        for line in lines:
            if not missing:
                break
            if any(name in line for name in missing):
                found |= {name for name, value in json.loads(line).items() if value is not None}
                missing = {quoted: name for quoted, name in missing.items() if name not in found}
    return wanted & found


def _of_parquet(path: str, wanted: frozenset[str]) -> frozenset[str]:
    """Return which of the columns the statistics of the row groups do not call all null."""
    # there where dlt wrote Parquet
    import pyarrow.parquet  # type: ignore[import-untyped] # noqa: PLC0415 - it has no types

    metadata = pyarrow.parquet.read_metadata(path)
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    chunks = (group.column(place) for group in groups for place in range(group.num_columns))
    return wanted & {
        chunk.path_in_schema.partition(".")[0]
        for chunk in chunks
        if not (chunk.is_stats_set and chunk.statistics.null_count == chunk.num_values)
    }
