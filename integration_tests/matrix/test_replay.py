"""The statements that dbt v2 would have sent, run on BigQuery after all."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from .facts import name_of

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

    from .conftest import Recording

pytestmark = pytest.mark.row("F6")
COMMANDS = ("setup", "build", "freshness", "limits")
PLACE_ON_DUCKDB = re.compile(r'"nl"\."main_audit"\."(\w+)"')
Place = tuple[str, str, str]


def place(table: str, row: dict[str, Any], invocation_id: str) -> Place:
    """Tell a stored row from all others."""
    return table, invocation_id, name_of(row)


def run_scripts(v2: Recording, client: Client, dataset: str) -> None:
    """Run what v2 wrote, in a dataset of BigQuery instead of a schema of DuckDB."""
    client.create_dataset(dataset)
    for command in COMMANDS:
        for script in v2.writing(command):
            sql = PLACE_ON_DUCKDB.sub(rf"`{dataset}`.`\1`", script)
            (outcome,) = client.query(sql).result()
            assert outcome["outcome"] == "ok", outcome["answer"]


def stored_rows(client: Client, dataset: str, tables: set[str]) -> dict[Place, dict[str, Any]]:
    """Read every row of the ledger."""
    found = {}
    for table in tables:
        for row in client.query(f"select * from `{dataset}`.`{table}`").result():
            found[place(table, dict(row), row["invocation_id"])] = dict(row)
    return found


def same(stored: object, written: object) -> bool:
    """Compare a value read from BigQuery with what was written as JSON."""
    if isinstance(stored, datetime):
        return stored.replace(tzinfo=None) == datetime.fromisoformat(str(written))
    return stored == written


def test_what_v2_writes_is_accepted_and_reads_back_the_same(
    v2: Recording, client: Client, dataset: str
) -> None:
    run_scripts(v2, client, dataset)
    facts = [fact for fact in v2.facts.values() if fact.command in COMMANDS]
    stored = stored_rows(client, dataset, {fact.table for fact in facts})
    assert len(stored) == len(facts)
    for fact in facts:
        row = stored[place(fact.table, fact.row, fact.invocation_id)]
        changed = {
            name: row[name] for name, value in fact.row.items() if not same(row[name], value)
        }
        assert changed == {}, (fact.row["occurred_at"], fact.key)
