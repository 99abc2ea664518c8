"""Dagster's metadata as JSON that BigQuery takes, and single values of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetKey,
    MetadataValue,
    TableMetadataValue,
    TableSchema,
    TableSchemaMetadataValue,
)

from nightledger.dagster.rows.texts import clean, shortened
from nightledger.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Collection

VALUE_CHARACTERS = 4_000
ALL_CHARACTERS = 64_000
LEVELS = 8
ROWS = 20
INT64 = range(-(2**63), 2**63)
WHOLE_FLOAT = 2**53
"""Beyond it a float no longer tells whole numbers apart."""


def metadata_json(
    metadata: Mapping[str, Any] | None, without: Collection[str] = ()
) -> dict[str, Any] | None:
    """Return metadata for a JSON column: values cut, secrets redacted; None when there is none.

    When all of it is too much, the rest is left out, and `nightledger/left_out` says how many.
    """
    kept: dict[str, Any] = {}
    size = 0
    items = [(key, value) for key, value in (metadata or {}).items() if key not in without]
    for place, (key, value) in enumerate(items):
        document = redacted_entry(key, value)
        size += len(json.dumps(document))
        if size > ALL_CHARACTERS:
            kept["nightledger/left_out"] = len(items) - place
            break
        kept.update(document)
    return kept or None


def redacted_entry(key: str, value: object) -> dict[str, Any]:
    """Return one entry, its secrets redacted and its value cut."""
    document: Any = redact({clean(str(key), 500): document_of(value)})
    return {name: cut(item) for name, item in document.items()}


def cut(document: object) -> object:
    """Return a document as it is, or the beginning of its text when it is long."""
    text = json.dumps(document, ensure_ascii=False)
    return document if len(text) <= VALUE_CHARACTERS else clean(text, VALUE_CHARACTERS)


def document_of(value: object, level: int = 0) -> object:
    """Return any value as JSON; never raises."""
    try:
        return plain(value, level)
    except Exception as error:  # noqa: BLE001 - a value's own code may raise anything
        return f"{type(value).__name__} (unreadable: {type(error).__name__})"


def plain(value: object, level: int) -> object:  # noqa: PLR0911 - one branch per kind
    """Return a value as JSON; what JSON has no word for as text."""
    if isinstance(value, MetadataValue):
        return of_dagster(value, level)
    if value is None or isinstance(value, (bool, str)):
        return clean(value, VALUE_CHARACTERS) if isinstance(value, str) else value
    if isinstance(value, int):
        return value if value in INT64 else clean(str(value), VALUE_CHARACTERS)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (bytes, bytearray)):
        return clean(value[:VALUE_CHARACTERS].decode(errors="replace"), VALUE_CHARACTERS)
    if isinstance(value, AssetKey):
        return clean(value.to_user_string(), VALUE_CHARACTERS)
    if level >= LEVELS:
        return clean(str(value), VALUE_CHARACTERS)
    if isinstance(value, Mapping):
        return {
            clean(str(key), 500): document_of(item, level + 1)
            for key, item in list(value.items())[:VALUE_CHARACTERS]
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [document_of(item, level + 1) for item in list(value)[:VALUE_CHARACTERS]]
    return clean(str(value), VALUE_CHARACTERS)


def of_dagster(value: MetadataValue[Any], level: int) -> object:
    """Return a value of one of Dagster's kinds; a table as its first rows."""
    if isinstance(value, TableMetadataValue):
        return [document_of(record.data, level + 1) for record in list(value.records)[:ROWS]]
    if isinstance(value, TableSchemaMetadataValue):
        return columns_of(value)
    if value.value is value:
        return clean(str(value), VALUE_CHARACTERS)
    return document_of(value.value, level)


def value_of(metadata: Mapping[str, Any] | None, *keys: str) -> object:
    """Return the raw value of the first key that is there; None when none is."""
    for key in keys:
        if metadata and key in metadata:
            found = metadata[key]
            return found.value if isinstance(found, MetadataValue) else found
    return None


def text_of(metadata: Mapping[str, Any] | None, *keys: str) -> str | None:
    """Return a value that is text, else None."""
    value = value_of(metadata, *keys)
    return clean(value, 1_000) if isinstance(value, str) and value else None


def whole_number_of(metadata: Mapping[str, Any] | None, *keys: str) -> int | None:
    """Return the first value that is a whole number of 64 bits, else None."""
    return next((n for key in keys if (n := whole(value_of(metadata, key))) is not None), None)


def whole(value: object) -> int | None:
    """Return a whole number of 64 bits; None for anything else, a truth value too."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) <= WHOLE_FLOAT:
        return int(value)
    return value if isinstance(value, int) and value in INT64 else None


def texts_of(metadata: Mapping[str, Any] | None, key: str) -> list[str]:
    """Return a value that is one text or a list of them."""
    value = value_of(metadata, key)
    if isinstance(value, str):
        return [clean(value, 1_000)]
    if not isinstance(value, Iterable) or isinstance(value, (Mapping, bytes)):
        return []
    return shortened([clean(str(item), 1_000) for item in value])


def columns_of(value: object) -> list[str]:
    """Return the columns of a schema, `name type` each."""
    schema = value.value if isinstance(value, MetadataValue) else value
    if not isinstance(schema, TableSchema):
        return []
    return shortened([clean(f"{c.name} {c.type}", 1_000) for c in schema.columns])
