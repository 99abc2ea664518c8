"""Read dbt's JSON files, and say plainly what is wrong with one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from nightledger.errors import ArtifactError

if TYPE_CHECKING:
    from pathlib import Path

Document = dict[str, Any]

VERSIONS = {
    "manifest": ("v12",),
    "run-results": ("v6",),
    "sources": ("v3",),
}
"""What dbt 1.10 to 1.12 and dbt v2 write."""

SCHEMA = re.compile(r"/dbt/(?P<kind>[a-z-]+)/(?P<version>v\d+)\.json$")


def read_document(path: Path, kind: str) -> Document:
    """Return the artifact in a file. Raises ArtifactError unless it is one of a known version."""
    document = read_json(path)
    metadata = document.get("metadata")
    schema = metadata.get("dbt_schema_version") if isinstance(metadata, dict) else None
    match = SCHEMA.search(str(schema))
    if match is None or match["kind"] != kind:
        message = f"{path}: this is no {kind} file of dbt. Give the folder dbt wrote (target/)."
        raise ArtifactError(message)
    if match["version"] not in VERSIONS[kind]:
        message = (
            f"{path}: {kind} {match['version']} is not known here, "
            f"{' or '.join(VERSIONS[kind])} is: dbt 1.10 to 1.12 and dbt v2 write it."
        )
        raise ArtifactError(message)
    return document


def read_json(path: Path) -> Document:
    """Return the JSON object in a file."""
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        message = f"{path}: it cannot be read: {error.strerror}."
        raise ArtifactError(message) from error
    except RecursionError as error:
        message = f"{path}: it is nested deeper than anything dbt writes."
        raise ArtifactError(message) from error
    except ValueError as error:
        message = f"{path}: it is damaged or not complete: {error}. Let dbt write it again."
        raise ArtifactError(message) from error
    if not isinstance(document, dict):
        message = f"{path}: this is no file of dbt: it holds no JSON object."
        raise ArtifactError(message)
    return document
