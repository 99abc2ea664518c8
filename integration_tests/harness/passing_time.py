"""Let time pass for a ledger: what it remembers becomes older, and nobody waits.

Every moment in every row goes back by the same span, as if that much time had gone by since. What
is judged or due by BigQuery's clock then is as it would be after waiting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.contract import TABLES

if TYPE_CHECKING:
    from datetime import timedelta

    from google.cloud.bigquery import Client
    from nightledger.contract import Table


def let_pass(client: Client, dataset: str, span: timedelta) -> None:
    """Move every time in the ledger's tables back by `span`, in one script."""
    script = ";\n".join(ageing(table, dataset, span) for table in TABLES.values())
    client.query(script).result()


def ageing(table: Table, dataset: str, span: timedelta) -> str:
    """Return the statement that makes the rows of a table older."""
    microseconds = round(span.total_seconds() * 1_000_000)
    moments = [column.name for column in table.columns if column.data_type == "timestamp"]
    changes = ", ".join(
        f"{name} = timestamp_sub({name}, interval {microseconds} microsecond)" for name in moments
    )
    return f"update {dataset}.{table.name} set {changes} where true"
