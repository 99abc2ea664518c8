"""Load jobs: what Google's own client uploads is accepted, packed files are unpacked."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .patching import wrap

UPLOAD = "bqemulator.api.routes.upload"
GZIP_MAGIC = b"\x1f\x8b"


def repair() -> None:
    """Take hold where an upload is checked and where its file is read."""
    wrap(f"{UPLOAD}:_is_permitted_media_type", accept_unnamed_type)
    wrap(f"{UPLOAD}:execute_load_job", unpack)


def accept_unnamed_type(original: Any) -> Any:
    """BigQuery: the client says `*/*` and the load configuration says what the file is."""
    return lambda media_type: media_type == "*/*" or original(media_type)


def unpack(original: Any) -> Any:
    """BigQuery: a gzipped CSV or JSON file is loaded as if it were not."""

    async def execute(project: str, job_id: str, config: dict[str, Any], ctx: Any) -> Any:
        for uri in config["load"]["sourceUris"]:
            unpack_file(Path(urlsplit(uri).path))
        return await original(project, job_id, config, ctx)

    return execute


def unpack_file(path: Path) -> None:
    """Replace a gzipped file by its content."""
    content = path.read_bytes()
    if content.startswith(GZIP_MAGIC):
        path.write_bytes(gzip.decompress(content))
