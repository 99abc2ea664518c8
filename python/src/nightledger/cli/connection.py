"""Where BigQuery is: options that several verbs share."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.cloud.bigquery import Client

    from nightledger.ledger import MeteredClient

OPTIONS = (
    click.option(
        "--project",
        envvar="NIGHTLEDGER_PROJECT",
        show_envvar=True,
        help="Google Cloud project to run jobs in.",
    ),
    click.option(
        "--dataset",
        envvar="NIGHTLEDGER_DATASET",
        show_envvar=True,
        help="Dataset of the ledger, as `dataset` or `project.dataset`.",
    ),
    click.option(
        "--location",
        envvar="NIGHTLEDGER_LOCATION",
        show_envvar=True,
        help="Location of the dataset, such as EU. Default: BigQuery finds it.",
    ),
    click.option(
        "--endpoint",
        envvar="BIGQUERY_EMULATOR_HOST",
        show_envvar=True,
        help="Address of an emulator, used without credentials.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What the user said about BigQuery."""

    project: str | None
    dataset: str | None
    location: str | None
    endpoint: str | None

    def metered_client(self, dataset: str) -> MeteredClient:
        """Return a client that caps, labels and counts its jobs. Raises as `client`."""
        from nightledger.ledger import MeteredClient, connect  # noqa: PLC0415 - heavy

        client = connect(
            self.required_project(dataset),
            location=self.location,
            endpoint=self.endpoint,
            kind=MeteredClient,
        )
        return cast("MeteredClient", client)

    def client(self, dataset: str) -> Client:
        """Return a client for a dataset; its own project is where jobs run unless another is said.

        Raises ConfigError without credentials, UsageError when no project is known.
        """
        from nightledger.ledger import connect  # noqa: PLC0415 - heavy

        project = self.required_project(dataset)
        return connect(project, location=self.location, endpoint=self.endpoint)

    def required_project(self, dataset: str) -> str:
        """Return where jobs run. Raises UsageError when no project is known."""
        project = self.project or dataset.rpartition(".")[0]
        if not project:
            message = "Give --project, or set NIGHTLEDGER_PROJECT."
            raise click.UsageError(message)
        return project

    def required_dataset(self) -> str:
        """Return the dataset. Raises UsageError when the user named none."""
        if not self.dataset:
            message = (
                "Give --dataset, or set NIGHTLEDGER_DATASET. "
                "`dbt run-operation nightledger.setup` prints which it is."
            )
            raise click.UsageError(message)
        return self.dataset


def connection_options(verb: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a verb, which takes them as one `connection`."""

    @functools.wraps(verb)
    def with_connection(**options: Any) -> None:  # noqa: ANN401 - each verb has its own
        names = Connection.__dataclass_fields__
        connection = Connection(**{name: options.pop(name) for name in names})
        verb(connection=connection, **options)

    decorated: Callable[..., None] = with_connection
    for option in reversed(OPTIONS):
        decorated = option(decorated)
    return decorated
