"""Let dlt's BigQuery destination write to a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dlt
from dlt.sources.credentials import GcpOAuthCredentials
from google.auth.credentials import AnonymousCredentials

if TYPE_CHECKING:
    from harness.target import Target


class NoCredentials(GcpOAuthCredentials):
    """Credentials that ask nobody; dlt has no setting of its own for an emulator."""

    def to_native_credentials(self) -> AnonymousCredentials:
        """Return what Google's client takes for "none"."""
        return AnonymousCredentials()  # type: ignore[no-untyped-call]


def bigquery_destination(target: Target) -> dlt.destinations.bigquery:
    """Return the destination; on the real service dlt finds the user's credentials by itself.

    For the emulator the variables of `target.environment()` must be set: Google's client,
    which dlt makes, reads its address from BIGQUERY_EMULATOR_HOST.
    """
    if not target.is_emulator:
        return dlt.destinations.bigquery(project_id=target.project, location=target.location)
    credentials = NoCredentials()
    credentials.project_id = target.project
    credentials.client_id = "none"
    credentials.client_secret = credentials.refresh_token = "none"  # noqa: S105 - not secrets
    credentials.resolve()
    return dlt.destinations.bigquery(
        credentials=credentials,  # type: ignore[arg-type] # it takes OAuth credentials as well
        project_id=target.project,
        location=target.location,
    )
