"""The derived books: the same every time, and wrong only where asked."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from lender.ingest.books import books
from lender.ingest.variants import Variant, delivery

DAY = date(2026, 11, 20)

pytestmark = pytest.mark.row("E1")


@pytest.mark.parametrize("variant", Variant)
def test_a_delivery_is_the_same_every_time(variant: Variant) -> None:
    assert delivery(DAY, variant) == delivery(DAY, variant)


def test_every_applicant_is_a_customer_with_a_loan() -> None:
    delivered = books(DAY)
    assert len(delivered.customers) == 1000
    assert {row["customer_id"] for row in delivered.loans} == {
        row["customer_id"] for row in delivered.customers
    }


@pytest.mark.parametrize("year", [2023, 2026, 2040])
def test_there_are_payments_on_every_day_of_any_year(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(0, 360, 40)]
    assert all(len(books(day).payments) > 10 for day in days)


def test_a_loan_s_instalments_are_numbered_without_gaps() -> None:
    days = [DAY + timedelta(days=n) for n in range(120)]
    rows = [row for day in days for row in books(day).payments]
    ids = Counter(row["payment_id"] for row in rows)
    assert max(ids.values()) == 1
    by_loan: dict[object, list[int]] = {}
    for row in rows:
        by_loan.setdefault(row["loan_id"], []).append(int(str(row["instalment_number"])))
    assert all(seen == list(range(seen[0], seen[0] + len(seen))) for seen in by_loan.values())


def test_a_few_customers_move_each_week() -> None:
    before, after = books(DAY).customers, books(DAY + timedelta(days=7)).customers
    moved = sum(a["housing"] != b["housing"] for a, b in zip(before, after, strict=True))
    assert 5 <= moved <= 50


def test_the_defective_day_has_three_customers_twice_and_five_negative_balances() -> None:
    delivered = delivery(DAY, Variant.DEFECTIVE)
    ids = Counter(row["customer_id"] for row in delivered.customers)
    assert sorted(ids.values())[-4:] == [1, 2, 2, 2]
    assert sum(float(str(row["balance_eur"])) < 0 for row in delivered.accounts) == 5


def test_late_payments_are_yesterday_s_under_today_s_date() -> None:
    late = delivery(DAY, Variant.PAYMENTS_LATE).payments
    assert {row["business_date"] for row in late} == {DAY}
    assert {row["due_on"] for row in late} == {DAY, DAY - timedelta(days=1)}
