"""Put a file into a bucket of Cloud Storage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from google.cloud.storage import Bucket

BUCKET = r"(?P<bucket>[a-z0-9][\w.-]{1,220}[a-z0-9])"
ADDRESS = re.compile(rf"gs://{BUCKET}/(?P<name>[^\n\r]{{1,1024}})", re.ASCII)


def place_of(address: str) -> tuple[str, str]:
    """Return bucket and object of `gs://bucket/object`. Raises ConfigError for another text."""
    found = ADDRESS.fullmatch(address)
    if not found:
        message = f"{address!r} is no place for a file. Write gs://bucket/folder/file."
        raise ConfigError(message)
    return found["bucket"], found["name"]


def open_bucket(name: str, project: str | None) -> Bucket:
    """Return a bucket, without asking for it.

    Raises ConfigError when google-cloud-storage is not installed or there are no credentials.
    """
    try:
        from google.cloud import storage  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "A bucket needs google-cloud-storage: pip install 'nightledger[report]'."
        raise ConfigError(message) from error
    from google.auth.exceptions import DefaultCredentialsError  # noqa: PLC0415 - comes with it

    try:
        return storage.Client(project=project).bucket(name)
    except DefaultCredentialsError as error:
        message = "No Google credentials. Run `gcloud auth application-default login`."
        raise ConfigError(message) from error


def upload(bucket: Bucket, name: str, text: str, content_type: str, *, replaces: bool) -> bool:
    """Write a text, which is asked for again each time it is opened; return whether it was written.

    replaces: whether an object of that name is written anew; else it stays as it is. Raises
    ConfigError when the bucket does not take it.
    """
    from google.api_core.exceptions import (  # noqa: PLC0415 - comes with it
        GoogleAPIError,
        PreconditionFailed,
    )

    blob = bucket.blob(name)
    blob.cache_control = "no-cache"
    try:
        blob.upload_from_string(
            text, content_type=content_type, if_generation_match=None if replaces else 0
        )
    except PreconditionFailed:
        return False
    except GoogleAPIError as error:
        message = f"gs://{bucket.name}/{name} was not written: {error}"
        raise ConfigError(message) from error
    return True
