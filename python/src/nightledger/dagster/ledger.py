"""The ledger as a Dagster resource."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any

from dagster import ConfigurableResource
from pydantic import Field

from nightledger.defaults import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from google.cloud.bigquery import ArrayQueryParameter, Client, ScalarQueryParameter

    from nightledger.ledger import ReadResult

RESOURCE = "nightledger"
"""What the ledger is called among the resources of a project."""

EMULATOR_VARIABLE = "BIGQUERY_EMULATOR_HOST"

APPEND_SECONDS = 15.0
"""How long a write is tried again; Dagster gives a sensor's evaluation 60 seconds in all."""

REQUEST_SECONDS = 15.0
"""How long BigQuery may take to accept a write: longer, and it hangs."""


class LedgerResource(ConfigurableResource["LedgerResource"]):
    """Where the ledger is, and what it calls this Dagster.

    Nothing of Google's is imported before the first read or write. The client is made once per
    process, with the machine's own credentials; with an emulator without any.
    """

    project: str = Field(description="Google Cloud project to run jobs in.")
    dataset: str = Field(description="Dataset of the ledger: `dataset` or `project.dataset`.")
    location: str | None = Field(
        default=None, description="Location of the dataset, such as EU. None: BigQuery finds it."
    )
    endpoint: str | None = Field(
        default=None,
        description=f"Address of an emulator. None: the variable {EMULATOR_VARIABLE}, if set.",
    )
    environment: str = Field(default=ENVIRONMENT, description="Environment the facts belong to.")
    deployment: str = Field(
        default="dagster", description="Name of this Dagster; another for each instance."
    )
    webserver_url: str | None = Field(
        default=None, description="Address of Dagster's web page, for links to runs."
    )

    def client(self) -> Client:
        """Return the BigQuery client of this process. Raises ConfigError without credentials."""
        endpoint = self.endpoint or os.environ.get(EMULATOR_VARIABLE) or None
        return client_of(self.project, self.location, endpoint)

    def append(
        self,
        rows_by_table: Mapping[str, Iterable[Mapping[str, Any]]],
        *,
        retry_seconds: float = APPEND_SECONDS,
    ) -> int:
        """Write what is not in the ledger yet; give the number of jobs. Raises LedgerError."""
        from nightledger.ledger import append_many  # noqa: PLC0415 - heavy

        return append_many(
            self.client(),
            self.dataset,
            rows_by_table,
            retry_seconds=retry_seconds,
            request_seconds=REQUEST_SECONDS,
        )

    def read(
        self, sql: str, parameters: Sequence[ScalarQueryParameter | ArrayQueryParameter] = ()
    ) -> ReadResult:
        """Ask the ledger; its tables and views need no prefix. Raises LedgerError."""
        from nightledger.ledger import read  # noqa: PLC0415 - heavy

        return read(self.client(), self.dataset, sql, parameters=parameters)

    def resolved(self) -> LedgerResource:
        """Return the resource with what `dg.EnvVar` stands for in place of it."""
        return self.process_config_and_initialize()


@functools.lru_cache(maxsize=8)
def client_of(project: str, location: str | None, endpoint: str | None) -> Client:
    """Return one client per address."""
    from nightledger.ledger import connect  # noqa: PLC0415 - heavy

    return connect(project, location=location, endpoint=endpoint)
