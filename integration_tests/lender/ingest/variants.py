"""What can be wrong with a delivery, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from lender.ingest.books import Books, Row, books, stamp
from lender.ingest.seeded import seeded

Defect = Callable[[Books, date], Books]


class Variant(str, Enum):
    """How one business date is delivered."""

    CLEAN = "clean"
    DEFECTIVE = "defective"
    """Three customers twice, five negative balances: the day the demo is about."""
    NULL_IDS = "null_ids"
    BAD_PAYMENTS = "bad_payments"
    PAYMENTS_WITHHELD = "payments_withheld"
    PAYMENTS_LATE = "payments_late"
    """The payments of the day before arrive with today's."""
    NEW_COLUMN = "new_column"
    CHANGED_TYPE = "changed_type"
    STUMP = "stump"
    """The extract of the customers broke off after a hundred."""
    OLD_EXTRACT = "old_extract"
    """Taken the day before, and handed in under today's date."""


def delivery(day: date, variant: Variant) -> Books:
    """Return the books of `day` with the defects of `variant`; the same input, the same rows."""
    delivered = books(day)
    for defect in _DEFECTS[variant]:
        delivered = defect(delivered, day)
    return delivered


def _hit(rows: tuple[Row, ...], key: str, day: date, count: int) -> frozenset[object]:
    """Choose the ids of `count` rows, others each day."""
    by_lot = sorted(rows, key=lambda row: seeded("hit", row[key], day, below=2**63))
    return frozenset(row[key] for row in by_lot[:count])


def _change(
    rows: tuple[Row, ...],
    hit: frozenset[object],
    key: str,
    changes: Callable[[Row], Row],
) -> tuple[Row, ...]:
    return tuple({**row, **changes(row)} if row[key] in hit else row for row in rows)


def _duplicate_customers(delivered: Books, day: date) -> Books:
    rows = delivered.customers
    hit = _hit(rows, "customer_id", day, 3)
    twins = tuple({**row, "housing": "rent"} for row in rows if row["customer_id"] in hit)
    return replace(delivered, customers=rows + twins)


def _null_customer_ids(delivered: Books, day: date) -> Books:
    rows = delivered.customers
    hit = _hit(rows, "customer_id", day, 2)
    return replace(
        delivered,
        customers=_change(rows, hit, "customer_id", lambda _: {"customer_id": None}),
    )


def _negative_balances(delivered: Books, day: date) -> Books:
    rows = delivered.accounts
    hit = _hit(rows, "account_id", day, 5)
    overdrawn = _change(
        rows,
        hit,
        "account_id",
        lambda row: {"balance_eur": -_eur(row["balance_eur"]) - 1},
    )
    return replace(delivered, accounts=overdrawn)


def _bad_payments(delivered: Books, day: date) -> Books:
    """One payment is negative, one has lost its loan."""
    rows = delivered.payments
    negative, orphan = sorted(_hit(rows, "payment_id", day, 2), key=str)
    rows = _change(
        rows,
        frozenset({negative}),
        "payment_id",
        lambda row: {"paid_eur": -_eur(row["due_eur"])},
    )
    rows = _change(rows, frozenset({orphan}), "payment_id", lambda _: {"loan_id": None})
    return replace(delivered, payments=rows)


def _withheld_payments(delivered: Books, _day: date) -> Books:
    return replace(delivered, payments=())


def _late_payments(delivered: Books, day: date) -> Books:
    late = tuple({**row, **stamp(day)} for row in books(day - timedelta(days=1)).payments)
    return replace(delivered, payments=late + delivered.payments)


def _new_column(delivered: Books, _day: date) -> Books:
    rows = tuple({**row, "branch_code": "B01"} for row in delivered.accounts)
    return replace(delivered, accounts=rows)


def _text_balance(delivered: Books, day: date) -> Books:
    rows = delivered.accounts
    hit = _hit(rows, "account_id", day, 1)
    return replace(
        delivered,
        accounts=_change(rows, hit, "account_id", lambda _: {"balance_eur": "on request"}),
    )


def _stump(delivered: Books, _day: date) -> Books:
    return replace(delivered, customers=delivered.customers[:100])


def _old_extract(delivered: Books, day: date) -> Books:
    taken_at = {"extracted_at": stamp(day - timedelta(days=1))["extracted_at"]}
    return Books(
        **{
            table: tuple({**row, **taken_at} for row in rows)
            for table, rows in delivered.by_table().items()
        }
    )


def _eur(value: object) -> Decimal:
    return Decimal(str(value))


_DEFECTS: Mapping[Variant, tuple[Defect, ...]] = MappingProxyType(
    {
        Variant.CLEAN: (),
        Variant.DEFECTIVE: (_duplicate_customers, _negative_balances),
        Variant.NULL_IDS: (_null_customer_ids,),
        Variant.BAD_PAYMENTS: (_bad_payments,),
        Variant.PAYMENTS_WITHHELD: (_withheld_payments,),
        Variant.PAYMENTS_LATE: (_late_payments,),
        Variant.NEW_COLUMN: (_new_column,),
        Variant.CHANGED_TYPE: (_text_balance,),
        Variant.STUMP: (_stump,),
        Variant.OLD_EXTRACT: (_old_extract,),
    }
)
