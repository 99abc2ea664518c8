"""What the watch asks the ledger: everything that is pending, and whose a claim is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.cloud.bigquery import ArrayQueryParameter

from nightledger.ledger.read import read
from nightledger.ledger.statements import CLAIM_OWNERS_SQL, INBOX_SQL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.cloud.bigquery import Client


def read_inbox(client: Client, dataset: str) -> list[tuple[str, str]]:
    """Give (item, JSON document) pairs of the view `router_inbox`. One job. Raises as `read`."""
    return [(item, document) for item, document in read(client, dataset, INBOX_SQL).rows]


def claim_owners(client: Client, dataset: str, entry_ids: Sequence[str]) -> dict[str, str]:
    """Give, by the id of a claim, the tick that was first to make it. One job. Raises as `read`.

    Two ticks that claim the same at the same moment both write; each then sees who was first.
    """
    parameters = [ArrayQueryParameter("entry_ids", "STRING", list(entry_ids))]
    return dict(read(client, dataset, CLAIM_OWNERS_SQL, parameters=parameters).rows)
