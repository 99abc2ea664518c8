"""A client for BigQuery."""

from __future__ import annotations

from google.auth.exceptions import DefaultCredentialsError
from google.cloud import bigquery

from nightledger.errors import ConfigError


def connect(project: str, *, location: str | None = None) -> bigquery.Client:
    """Give a client with the machine's own credentials; nothing is sent until it is used.

    Raises ConfigError when there are none.
    """
    try:
        return bigquery.Client(project=project, location=location)
    except DefaultCredentialsError as error:
        message = (
            f"No Google credentials for project {project}. Run "
            "`gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS "
            "to a service account's key file."
        )
        raise ConfigError(message) from error
