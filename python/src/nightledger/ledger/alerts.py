"""What the watch asks the ledger: what is true and what was told, and whose a claim is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from google.cloud.bigquery import ArrayQueryParameter, ScalarQueryParameter

from nightledger.address import full_dataset
from nightledger.ledger.failures import FAILURES, ledger_error, patience
from nightledger.ledger.read import read
from nightledger.ledger.statements import claimants_sql, look_and_read_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from google.cloud.bigquery import Client

METADATA_SECONDS = 20.0
LOOK_BYTES_BILLED = 1024**4
"""What the first look over a ledger of years may read; later ones read what is new."""


def look_and_read(client: Client, dataset: str, families: Iterable[str]) -> list[tuple[str, str]]:
    """Judge what is new of these families, and return (item, JSON document) pairs of what is true.

    One job: the procedures `look_at` and `router_state`. Looking twice harms nobody. Raises as
    `read`.
    """
    sql = look_and_read_sql(full_dataset(dataset, client.project))
    wanted = [ScalarQueryParameter("families", "STRING", ",".join(families))]
    answer = read(client, dataset, sql, parameters=wanted, maximum_bytes_billed=LOOK_BYTES_BILLED)
    return [(item, document) for item, document in answer.rows]


def table_versions(
    client: Client, dataset: str, names: Sequence[str]
) -> dict[str, tuple[str, int]]:
    """Return, by ledger table, something that changes with every row written to it.

    Metadata only: no job, nothing billed. Raises PermanentLedgerError or TransientLedgerError as
    `read` does.
    """
    address = full_dataset(dataset, client.project)

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


def claimants(client: Client, dataset: str, entry_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return, by the id of a claim, the ticks that made it. One job. Raises as `read`.

    Two ticks that claim the same at the same moment both write; the first one owns it.
    """
    parameters = [ArrayQueryParameter("entry_ids", "STRING", list(entry_ids))]
    sql = claimants_sql(full_dataset(dataset, client.project))
    return {
        entry: list(ticks)
        for entry, ticks in read(client, dataset, sql, parameters=parameters).rows
    }
