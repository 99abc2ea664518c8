"""Let time pass for a ledger: what it remembers becomes older, and nobody waits.

Every moment in every row goes back by the same span, as if that much time had gone by since. What
is judged or due by BigQuery's clock then is as it would be after waiting.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

from nightledger.contract import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from google.cloud.bigquery import Client
    from nightledger.contract import Table

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?")
"""A time in the text of a JSON column; its zone comes after it and stays."""


def let_pass(client: Client, dataset: str, span: timedelta) -> None:
    """Move every time in the ledger's tables back by `span`."""
    script = [ageing(table, dataset, span) for table in TABLES.values()]
    for table in TABLES.values():
        script += ageing_of_documents(client, table, dataset, span)
    client.query(";\n".join(script)).result()


def ageing(table: Table, dataset: str, span: timedelta) -> str:
    """Return the statement that makes the columns of a table older."""
    microseconds = round(span.total_seconds() * 1_000_000)
    changes = ", ".join(
        f"{name} = timestamp_sub({name}, interval {microseconds} microsecond)"
        for name in columns(table, "timestamp")
    )
    return f"update {dataset}.{table.name} set {changes} where true"


def ageing_of_documents(
    client: Client, table: Table, dataset: str, span: timedelta
) -> Iterator[str]:
    """Yield a statement for each document of a table in which there is a time."""
    for name in columns(table, "json"):
        sql = f"select row_id, to_json_string({name}) as text from {dataset}.{table.name}"
        for row in client.query(f"{sql} where {name} is not null").result():
            older = MOMENT.sub(lambda found: shifted(found[0], span), row.text)
            if older != row.text:
                yield (
                    f"update {dataset}.{table.name} set {name} = parse_json({json.dumps(older)}) "
                    f"where row_id = '{row.row_id}'"
                )


def columns(table: Table, data_type: str) -> list[str]:
    """Return the names of a table's columns of a type."""
    return [column.name for column in table.columns if column.data_type == data_type]


def shifted(moment: str, span: timedelta) -> str:
    """Return an earlier time in the same form."""
    return (datetime.fromisoformat(moment) - span).isoformat()
