"""What the ledger knows of dbt commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.cloud.bigquery import ScalarQueryParameter

from nightledger.ledger.read import read
from nightledger.ledger.statements import recorded_command_sql

if TYPE_CHECKING:
    from google.cloud.bigquery import Client


def recorded_command(
    client: Client,
    dataset: str,
    *,
    invocation_id: str,
    project_name: str | None,
    target_dataset: tuple[str, str] | None,
) -> dict[str, Any]:
    """Return with which target and settings a dbt command ran; empty when nobody knows.

    From the row its start left, else from the newest command of its project into the same dataset.
    One job. Raises as `read`.
    """
    project, schema = target_dataset or ("", "")
    parameters = [
        ScalarQueryParameter(name, "STRING", value)
        for name, value in {
            "invocation_id": invocation_id,
            "project_name": project_name or "",
            "target_project": project,
            "target_dataset": schema,
        }.items()
    ]
    answer = read(client, dataset, recorded_command_sql(), parameters=parameters)
    return next((dict(zip(answer.columns, row, strict=True)) for row in answer.rows), {})
