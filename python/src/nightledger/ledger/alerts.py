"""What the watch asks the ledger: everything that is pending, and whose a claim is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from google.cloud.bigquery import ArrayQueryParameter

from nightledger.contract import TABLES
from nightledger.ledger.address import full_dataset
from nightledger.ledger.failures import FAILURES, ledger_error, patience
from nightledger.ledger.read import read
from nightledger.ledger.statements import claim_owners_sql, inbox_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.cloud.bigquery import Client

GROWING = frozenset(
    {
        "router_ticks",
        "dagster_heartbeats",
        "dagster_ticks",
        "looks",
        "timers",
        "learned_usuals",
        "asset_edges",
    }
)
"""Tables that get rows while all is well, or from a look that wrote no verdict."""

METADATA_SECONDS = 20.0


def read_inbox(client: Client, dataset: str) -> list[tuple[str, str]]:
    """Give (item, JSON document) pairs of the view `router_inbox`. One job. Raises as `read`."""
    sql = inbox_sql(full_dataset(dataset, client.project))
    return [(item, document) for item, document in read(client, dataset, sql).rows]


def table_versions(client: Client, dataset: str) -> dict[str, tuple[str, int]]:
    """Give, by ledger table, something that changes with every row written to it.

    Metadata only: no job, nothing billed. Heartbeats and ticks are left out: their news comes with
    the next look. Raises PermanentLedgerError or TransientLedgerError as `read` does.
    """
    address = full_dataset(dataset, client.project)
    names = [name for name in TABLES if name not in GROWING]

    def version(name: str) -> tuple[str, int]:
        retry = patience(METADATA_SECONDS)
        table = client.get_table(f"{address}.{name}", retry=retry, timeout=METADATA_SECONDS)
        return str(table.modified), int(table.num_rows or 0)

    try:
        with ThreadPoolExecutor(max_workers=len(names)) as pool:
            return dict(zip(names, pool.map(version, names), strict=True))
    except FAILURES as error:
        tried = f"Asking {address} what has changed"
        raise ledger_error(tried, error) from error


def claim_owners(client: Client, dataset: str, entry_ids: Sequence[str]) -> dict[str, str]:
    """Give, by the id of a claim, the tick that was first to make it. One job. Raises as `read`.

    Two ticks that claim the same at the same moment both write; each then sees who was first.
    """
    parameters = [ArrayQueryParameter("entry_ids", "STRING", list(entry_ids))]
    sql = claim_owners_sql(full_dataset(dataset, client.project))
    return dict(read(client, dataset, sql, parameters=parameters).rows)
