"""What the ledger holds of a time, section by section."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from google.cloud.bigquery import ScalarQueryParameter

from nightledger.address import full_dataset
from nightledger.ledger.evidence_sql import EVIDENCE_PARAMETERS, SECTIONS, evidence_sql
from nightledger.ledger.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from google.cloud.bigquery import Client

    from nightledger.ledger.read import ReadResult

KNOWN_FOR = timedelta(days=90)
"""A control that ran in the 90 days before belongs to those that should have run."""


def sections(
    client: Client, dataset: str, *, from_at: datetime, to_at: datetime, asset: str | None
) -> Iterator[tuple[str, ReadResult]]:
    """Return title and rows of each section: what was recorded from `from_at` on, before `to_at`.

    asset: name of the table or view it is about; None for all. A job each. Raises as `read`.
    """
    address = full_dataset(dataset, client.project)
    values = {"from_at": from_at, "known_from_at": from_at - KNOWN_FOR, "to_at": to_at}
    parameters = [
        ScalarQueryParameter(name, kind.upper(), values.get(name, asset))
        for name, kind in EVIDENCE_PARAMETERS.items()
    ]
    for title in SECTIONS:
        yield title, read(client, dataset, evidence_sql(title, address), parameters=parameters)
