"""The raw tables as dlt is to make them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dlt
from dlt.common.data_types import TDataType
from dlt.extract.resource import DltResource
from lender.ingest.books import Row

if TYPE_CHECKING:
    from dlt.common.schema.typing import TColumnSchema


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """A table's name, its columns with dlt's data types, and what a delivery replaces."""

    name: str
    columns: dict[str, TDataType]
    replaces: str
    """Column whose delivered values are deleted before the delivery is inserted."""


STAMP: dict[str, TDataType] = {"business_date": "date", "extracted_at": "timestamp"}

_TABLES = (
    RawTable(
        name="customers",
        columns={
            "customer_id": "text",
            "email": "text",
            "birth_year": "bigint",
            "personal_status": "text",
            "housing": "text",
            "job": "text",
            "employed_since": "text",
            "credit_history": "text",
            "is_foreign_worker": "bool",
            **STAMP,
        },
        replaces="business_date",
    ),
    RawTable(
        name="accounts",
        columns={
            "account_id": "text",
            "customer_id": "text",
            "iban": "text",
            "balance_eur": "decimal",
            "opened_at": "timestamp",
            **STAMP,
        },
        replaces="business_date",
    ),
    RawTable(
        name="loans",
        columns={
            "loan_id": "text",
            "customer_id": "text",
            "amount_eur": "decimal",
            "duration_months": "bigint",
            "purpose": "text",
            "status": "text",
            "opened_at": "timestamp",
            **STAMP,
        },
        replaces="business_date",
    ),
    RawTable(
        name="payments",
        columns={
            "payment_id": "text",
            "loan_id": "text",
            "instalment_number": "bigint",
            "due_on": "date",
            "due_eur": "decimal",
            "paid_eur": "decimal",
            **STAMP,
        },
        replaces="business_date",
    ),
    RawTable(
        name="payment_repairs",
        columns={
            "payment_id": "text",
            "loan_id": "text",
            "paid_eur": "decimal",
            "repaired_by": "text",
            "repaired_at": "timestamp",
        },
        replaces="payment_id",
    ),
)
TABLES = {table.name: table for table in _TABLES}


def resource(table: RawTable, rows: Iterable[Row]) -> DltResource:
    """Return a dlt resource that replaces what the rows' `replaces` values held before.

    A merge by merge key alone, that is: delete where the key was delivered, then insert. With a
    primary key dlt would also drop duplicates, which are what the tests behind it must see. A
    delivery of no rows names no key, so it replaces nothing: no file is not an empty file.
    """
    columns: dict[str, TColumnSchema] = {
        name: {"data_type": data_type, "nullable": name != table.replaces}
        for name, data_type in table.columns.items()
    }
    return dlt.resource(
        _with_table(rows),
        name=table.name,
        columns=columns,
        write_disposition={"disposition": "merge", "strategy": "delete-insert"},
        merge_key=table.replaces,
    )


def _with_table(rows: Iterable[Row]) -> Iterator[object]:
    """Make the table even if there are no rows, so that what reads it can be built."""
    yield dlt.mark.materialize_table_schema()
    yield from rows
