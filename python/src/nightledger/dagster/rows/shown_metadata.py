"""Which of Dagster's metadata is kept: what cannot be rows of data, unless all is wanted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetKey,
    JsonMetadataValue,
    MarkdownMetadataValue,
    MetadataValue,
    NotebookMetadataValue,
    TableMetadataValue,
    TextMetadataValue,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "NIGHTLEDGER_DAGSTER_METADATA"
"""`numbers` (default): numbers, links, schemas, assets and runs. `all`: texts and tables too."""

FREE = (
    JsonMetadataValue,
    MarkdownMetadataValue,
    NotebookMetadataValue,
    TableMetadataValue,
    TextMetadataValue,
)
OURS = frozenset(
    {
        *("dbt_invocation_id", "load_ids", "dlt_load_ids", "told_by_load"),
        *("added_columns", "variant_columns", "missing_columns"),
    }
)
PREFIXES = ("nightledger/", "dagster/")
NOT_KEPT = "***"


def shown(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return metadata in which what may be a preview of data is `***`."""
    if os.environ.get(VARIABLE) == "all":
        return dict(metadata)
    return {key: value if is_kept(key, value) else NOT_KEPT for key, value in metadata.items()}


def is_kept(key: str, value: object) -> bool:
    """Tell whether an entry cannot be rows of data: by its kind, or as it is ours or Dagster's."""
    if key in OURS or key.startswith(PREFIXES):
        return True
    if isinstance(value, MetadataValue):
        return not isinstance(value, FREE)
    return value is None or isinstance(value, (bool, int, float, AssetKey))
