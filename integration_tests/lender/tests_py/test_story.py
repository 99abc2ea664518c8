"""The demo's three days: green, defective, repaired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from operator import ne
from typing import TYPE_CHECKING, Any

import pytest
from harness.day import last_day
from lender.ingest import Variant
from lender.ingest.books import books
from lender.tests_py.conftest import Lender, open_lender

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target

TODAY = last_day()
FIRST = TODAY - timedelta(days=2)
DUPLICATES = "unique_stg_lender__customers_customer_id"
OVERDRAWN = "accepted_range_stg_lender__accounts_balance_eur__1000000__0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What one day's build left behind."""

    statuses: dict[str, str]
    """Of every node that is not simply green."""
    accounts_delivered: int
    accounts_accepted: int
    quarantine: list[dict[str, Any]]
    customers_at: datetime
    """When the newest period of any customer began."""

    def names(self, status: str) -> set[str]:
        """Name the nodes with a status."""
        return {name for name, found in self.statuses.items() if found == status}


@pytest.fixture(scope="module")
def story(
    project: Path,
    bigquery: Target,
    client: Client,
    lender_dataset: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[Evening]]:
    """Play the three days once."""
    state_dir = tmp_path_factory.mktemp("story")
    days = [Variant.CLEAN, Variant.DEFECTIVE, Variant.CLEAN]
    with open_lender(project, bigquery, client, lender_dataset, state_dir) as lender:
        yield [evening(lender, FIRST + timedelta(days=n), v) for n, v in enumerate(days)]


def evening(lender: Lender, day: date, variant: Variant) -> Evening:
    delivered = lender.deliver(day, variant).rows["accounts"]
    return Evening(
        statuses=lender.build(),
        accounts_delivered=delivered,
        accounts_accepted=lender.count("built.int_accounts"),
        quarantine=lender.rows("select * from {built}.quarantine_report"),
        customers_at=lender.rows(
            "select max(dbt_valid_from) as customers_at from {built}.customers_history"
        )[0]["customers_at"],
    )


@pytest.mark.row("E2")
def test_the_first_day_is_green(story: list[Evening]) -> None:
    assert story[0].statuses == {}
    assert story[0].accounts_accepted == story[0].accounts_delivered


@pytest.mark.row("E2")
def test_the_second_day_fails_one_critical_test_and_warns_once(
    story: list[Evening],
) -> None:
    assert story[1].names("fail") == {DUPLICATES}
    assert story[1].names("warn") == {OVERDRAWN}


@pytest.mark.row("E7")
def test_what_is_downstream_of_the_failure_is_not_published(
    story: list[Evening],
) -> None:
    skipped = story[1].names("skipped")
    assert skipped >= {
        "customers_history",
        "dim_customers",
        "fct_loans",
        "portfolio_by_purpose",
    }
    assert story[1].customers_at == story[0].customers_at


@pytest.mark.row("E7")
def test_what_has_nothing_to_do_with_the_failure_goes_on(story: list[Evening]) -> None:
    unhindered = {"int_accounts", "accounts_quarantine", "int_payments", "fct_payments"}
    assert not unhindered & story[1].names("skipped")


@pytest.mark.row("E3")
def test_overdrawn_accounts_go_aside_with_their_reason(story: list[Evening]) -> None:
    assert open_rows(story[1]) == {"balance is negative": 5}
    assert story[1].accounts_accepted == story[1].accounts_delivered - 5


@pytest.mark.row("E2")
@pytest.mark.row("E7")
def test_the_third_day_is_green_and_published(story: list[Evening]) -> None:
    assert story[2].statuses == {}
    moved = any(map(ne, housing(FIRST), housing(TODAY)))
    assert story[2].customers_at.date() == (TODAY if moved else FIRST)


@pytest.mark.row("E3")
def test_a_repaired_delivery_releases_what_was_set_aside(story: list[Evening]) -> None:
    assert open_rows(story[2]) == {"balance is negative": 0}
    assert story[2].accounts_accepted == story[2].accounts_delivered


def housing(day: date) -> list[object]:
    """Return how the customers live; on some days nobody moves."""
    return [row["housing"] for row in books(day).customers]


def open_rows(evening: Evening) -> dict[str, int]:
    return {row["reason"]: row["open_count"] for row in evening.quarantine}
