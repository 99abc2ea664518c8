"""The real BigQuery client, pointed at an emulator.

Apart from the process, so that starting one does not need Google's libraries.
"""

from __future__ import annotations

from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery


def client_for(url: str, project: str, *, location: str | None = None) -> bigquery.Client:
    """Give a client without credentials that talks to `url`; nothing is sent until used.

    A `host:port` alone, as BIGQUERY_EMULATOR_HOST may hold, is reached by http.
    """
    address = url if "://" in url else f"http://{url}"
    return bigquery.Client(
        project=project,
        credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
        client_options=ClientOptions(api_endpoint=address),
        location=location,
    )
