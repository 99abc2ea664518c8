"""Ledgers without dbt: every table of the contract, made once and emptied for the next test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from nightledger.contract import TABLES

if TYPE_CHECKING:
    from google.cloud.bigquery import Client
    from nightledger.contract import Column, Table

Shape = dict[str, list[tuple[str, str, str]]]
"""The columns of everything in a dataset; a procedure has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    """Empty ledgers that are there already, and how each looked when it was made."""

    client: Client
    shapes: dict[str, Shape] = field(default_factory=dict)
    spare: list[str] = field(default_factory=list)

    def take(self) -> str:
        """Return an empty ledger nobody uses."""
        if self.spare:
            return self.spare.pop()
        name = make_ledger(self.client)
        self.shapes[name] = shape(self.client, name)
        return name

    def give_back(self, name: str) -> None:
        """Empty a ledger for the next test; drop one that is not as it was made."""
        if shape(self.client, name) != self.shapes[name]:
            self.client.delete_dataset(name, delete_contents=True)
            return
        script = "; ".join(f"truncate table {name}.{table}" for table in TABLES)
        self.client.query(script).result()
        self.spare.append(name)

    def drop(self) -> None:
        """Drop them all."""
        for name in self.spare:
            self.client.delete_dataset(name, delete_contents=True)


def make_ledger(client: Client) -> str:
    """Make a dataset with every table of the contract; return its name."""
    name = f"nl_{uuid4().hex[:12]}"
    client.create_dataset(name)
    for table in TABLES.values():
        columns = ", ".join(definition(column) for column in table.columns)
        client.query(f"create table {name}.{table.name} ({columns}) {partition(table)}").result()
    return name


def shape(client: Client, dataset: str) -> Shape:
    """Return the columns of every table and view in a dataset, and its procedures."""
    tables = {
        listed.table_id: [
            (column.name, column.field_type, column.mode)
            for column in client.get_table(listed.reference).schema
        ]
        for listed in client.list_tables(dataset)
    }
    procedures = [routine.routine_id for routine in client.list_routines(dataset)]
    return tables | {name: [] for name in procedures}


def partition(table: Table) -> str:
    """Return the clause that partitions a table, empty for one of state."""
    field = table.partition_column
    return f"partition by timestamp_trunc({field}, day)" if field else ""


def definition(column: Column) -> str:
    """Return a column as DDL."""
    return f"{column.name} {column.data_type}{' not null' if column.is_required else ''}"
