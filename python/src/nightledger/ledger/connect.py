"""A client for BigQuery, or for an emulator of it."""

from __future__ import annotations

from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import DefaultCredentialsError
from google.cloud import bigquery

from nightledger.errors import ConfigError


def connect(
    project: str,
    *,
    location: str | None = None,
    endpoint: str | None = None,
    kind: type[bigquery.Client] = bigquery.Client,
) -> bigquery.Client:
    """Return a client with the machine's own credentials; nothing is sent until it is used.

    Args:
        project: Where jobs run.
        location: Of the dataset, such as `EU`. Default: BigQuery finds it.
        endpoint: Address of an emulator, which is used without credentials; a `host:port` alone,
            as BIGQUERY_EMULATOR_HOST may hold, is reached by http.
        kind: The class of the client.

    Raises:
        ConfigError: There are no credentials.

    """
    if endpoint:
        return kind(
            project=project,
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
            client_options=ClientOptions(
                api_endpoint=endpoint if "://" in endpoint else f"http://{endpoint}"
            ),
            location=location,
        )
    try:
        return kind(project=project, location=location)
    except DefaultCredentialsError as error:
        message = (
            f"No Google credentials for project {project}. Run "
            "`gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS "
            "to a service account's key file."
        )
        raise ConfigError(message) from error
