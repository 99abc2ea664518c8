"""The INFORMATION_SCHEMA views Nightledger reads, with the columns BigQuery documents for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.googlesql.types import columns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.googlesql.types import Column

_TABLE = "table_catalog STRING, table_schema STRING, table_name STRING"
_REFERENCE = "STRUCT<project_id STRING, dataset_id STRING, table_id STRING>"
_VIEWS = {
    "SCHEMATA": """
        catalog_name STRING, schema_name STRING, schema_owner STRING, creation_time TIMESTAMP,
        last_modified_time TIMESTAMP, location STRING, ddl STRING""",
    "TABLES": f"""
        {_TABLE}, table_type STRING, is_insertable_into STRING, creation_time TIMESTAMP,
        ddl STRING""",
    "TABLE_OPTIONS": f"""
        {_TABLE}, option_name STRING, option_type STRING, option_value STRING""",
    "COLUMNS": f"""
        {_TABLE}, column_name STRING, ordinal_position INT64, is_nullable STRING, data_type STRING,
        is_hidden STRING, is_partitioning_column STRING, clustering_ordinal_position INT64,
        column_default STRING""",
    "COLUMN_FIELD_PATHS": f"""
        {_TABLE}, column_name STRING, field_path STRING, data_type STRING, description STRING""",
    "PARTITIONS": f"""
        {_TABLE}, partition_id STRING, total_rows INT64, total_logical_bytes INT64,
        total_billable_bytes INT64, last_modified_time TIMESTAMP, storage_tier STRING""",
    "JOBS": f"""
        creation_time TIMESTAMP, project_id STRING, project_number INT64, user_email STRING,
        job_id STRING, job_type STRING, statement_type STRING, priority STRING,
        start_time TIMESTAMP, end_time TIMESTAMP, query STRING, state STRING, reservation_id STRING,
        total_bytes_processed INT64, total_bytes_billed INT64, total_slot_ms INT64, cache_hit BOOL,
        error_result STRUCT<reason STRING, location STRING, debug_info STRING, message STRING>,
        destination_table {_REFERENCE}, referenced_tables ARRAY<{_REFERENCE}>,
        labels ARRAY<STRUCT<key STRING, value STRING>>, parent_job_id STRING""",
}
_SAME_AS = {"JOBS_BY_PROJECT": "JOBS", "JOBS_BY_USER": "JOBS"}


def information_schema_columns(path: Sequence[str]) -> tuple[Column, ...] | None:
    """Return the columns of `...INFORMATION_SCHEMA.<view>`; None for any other path."""
    parts = ".".join(path).upper().split(".")
    if len(parts) < 2 or parts[-2] != "INFORMATION_SCHEMA":
        return None
    declared = _VIEWS.get(_SAME_AS.get(parts[-1], parts[-1]))
    return columns_of(declared) if declared else None
