"""A ledger of every released version comes along: setup, a look, every view, a seal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from google.cloud.bigquery import QueryJobConfig, ScalarQueryParameter
from nightledger import __version__
from nightledger.cli import main
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from google.cloud.bigquery import Client, SchemaField
    from harness.parsed import ParsedProject
    from harness.target import Target

pytestmark = pytest.mark.row("G5")
RELEASES = sorted(path.parent for path in Path(__file__).parent.glob("*/ledger.sql"))


def test_this_version_is_among_those_that_are_upgraded_from() -> None:
    assert f"v{__version__}" in {path.name for path in RELEASES}


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_released_ledger_comes_along_with_every_row(
    quick_project: ParsedProject, bigquery: Target, release: Path
) -> None:
    client, ledger = quick_project.client, quick_project.ledger
    rows = json.loads((release / "rows.json").read_text())
    client.create_dataset(ledger)
    address = f"`{client.project}`.`{ledger}`"
    for statement in (release / "ledger.sql").read_text().split(";\n"):
        if statement.strip():
            client.query(statement.replace("{ledger}", address)).result()
    for table, of_table in rows.items():
        insert(client, f"{ledger}.{table}", of_table)

    quick_project.dbt("run-operation", "nightledger.setup").succeeded()
    quick_project.dbt("run-operation", "nightledger.look").succeeded()

    for table, of_table in rows.items():
        kept = {row["row_id"] for row in quick_project.rows(table)}
        assert kept >= {row["row_id"] for row in of_table}
    for name, contract in TABLES.items():
        there = {field.name for field in client.get_table(f"{ledger}.{name}").schema}
        assert there >= {column.name for column in contract.columns}
    views = [each.table_id for each in client.list_tables(ledger) if each.table_type == "VIEW"]
    assert views
    for view in views:
        client.query(f"select count(*) from {address}.{view}").result()
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url,
    }
    sealed = CliRunner(env=environment).invoke(main, ["seal"])
    assert sealed.exit_code == 0, sealed.output
    verified = CliRunner(env=environment).invoke(main, ["verify"])
    assert verified.exit_code == 0, verified.output


def insert(client: Client, address: str, rows: list[dict[str, Any]]) -> None:
    """Write rows as they stand in the fixture."""
    schema = [field for field in client.get_table(address).schema if field.name in rows[0]]
    names = ", ".join(f"`{field.name}`" for field in schema)
    values = ", ".join(value(field) for field in schema)
    parameter = ScalarQueryParameter("rows", "STRING", json.dumps(rows))
    client.query(
        f"insert into `{address}` ({names}) select {values} "
        "from unnest(json_query_array(@rows)) as one",
        job_config=QueryJobConfig(query_parameters=[parameter]),
    ).result()


def value(field: SchemaField) -> str:
    """Return SQL that reads a field of a row as its type."""
    if field.mode == "REPEATED":
        return f"json_value_array(one, '$.{field.name}')"
    if field.field_type == "JSON":
        return f"parse_json(json_query(one, '$.{field.name}'))"
    kind = {"INTEGER": "int64", "FLOAT": "float64", "BOOLEAN": "bool"}.get(
        field.field_type, field.field_type.lower()
    )
    return f"cast(json_value(one, '$.{field.name}') as {kind})"
