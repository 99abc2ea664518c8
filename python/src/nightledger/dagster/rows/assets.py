"""Rows of `dagster_asset_materializations`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.dagster.rows.metadata import (
    columns_of,
    metadata_json,
    text_of,
    texts_of,
    value_of,
    whole_number_of,
)
from nightledger.dagster.rows.shown_metadata import shown
from nightledger.dagster.rows.texts import clean, clean_or_none
from nightledger.dagster.values import utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.dagster.definitions import Asset
    from nightledger.dagster.values import Event

NAME_CHARACTERS = 500
ROW_COUNTS = ("dagster/partition_row_count", "dagster/row_count", "rows_loaded")
OWN_COLUMNS = frozenset(
    {
        *ROW_COUNTS,
        "dagster/table_name",
        "dagster/column_schema",
        "unique_id",
        "invocation_id",
        "dlt_load_ids",
    }
)
"""Metadata that has columns of its own."""


def planned_row(event: Event) -> dict[str, Any]:
    """Return the row of an asset that a run is going to materialize."""
    return {
        "asset_key": event.data.asset_key.to_user_string(),
        "event": "planned",
        "partition_key": event.data.partition,
    }


def freshness_row(event: Event) -> dict[str, Any]:
    """Return the row of a change of freshness."""
    change = event.data
    return {
        "asset_key": change.key.to_user_string(),
        "event": "freshness",
        "occurred_at": utc(change.state_change_timestamp),
        "freshness_state": change.new_state.value.lower(),
        "previous_freshness_state": change.previous_state.value.lower(),
    }


def materialized_row(event: Event) -> dict[str, Any]:
    """Return the row of a materialization."""
    return asset_row("materialized", event.data.materialization)


def observed_row(event: Event) -> dict[str, Any]:
    """Return the row of an observation."""
    return asset_row("observed", event.data.asset_observation)


def asset_row(word: str, fact: Any) -> dict[str, Any]:  # noqa: ANN401 - two classes of one shape
    """Return what a materialization or observation says."""
    metadata: Mapping[str, Any] = fact.metadata or {}
    tags: Mapping[str, str] = fact.tags or {}
    return {
        "asset_key": fact.asset_key.to_user_string(),
        "event": word,
        "partition_key": fact.partition,
        "row_count": whole_number_of(metadata, *ROW_COUNTS),
        "table_name": text_of(metadata, "dagster/table_name"),
        "columns": columns_of(value_of(metadata, "dagster/column_schema")),
        "code_version": tags.get("dagster/code_version"),
        "data_version": tags.get("dagster/data_version"),
        "metadata": metadata_json(shown(metadata), without=OWN_COLUMNS),
        "tags": metadata_json(tags),
        "dbt_unique_id": text_of(metadata, "unique_id"),
        "dbt_invocation_id": text_of(metadata, "invocation_id"),
        "dlt_load_ids": texts_of(metadata, "dlt_load_ids"),
    }


def defined_columns(row: Mapping[str, Any], asset: Asset) -> dict[str, Any]:
    """Return what the definition of the row's asset says; its columns where the event says none."""
    has_columns = row.get("columns") or row["event"] not in {"materialized", "observed"}
    return {
        "owners": list(asset.owners),
        "group_name": clean_or_none(asset.group_name, NAME_CHARACTERS),
        "kinds": [clean(kind, NAME_CHARACTERS) for kind in asset.kinds],
        "definition_tags": [clean(tag, NAME_CHARACTERS) for tag in asset.tags],
        **({} if has_columns else {"columns": columns_of(asset.column_schema)}),
    }
