"""What each defect fails, and that there are tests enough to find it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from harness.day import last_day
from lender.ingest import Variant

if TYPE_CHECKING:
    from lender.tests_py.conftest import Lender

TODAY = last_day()
ACCOUNTS_WITHOUT_CUSTOMER = (
    "relationships_stg_lender__accounts_customer_id__customer_id__ref_stg_lender__customers_"
)
LOANS_WITHOUT_CUSTOMER = (
    "relationships_stg_lender__loans_customer_id__customer_id__ref_stg_lender__customers_"
)


@pytest.mark.row("E2")
def test_there_are_forty_tests_over_all_four_layers(lender: Lender) -> None:
    manifest = lender.dbt("parse").succeeded().manifest
    ours = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["package_name"] == "lender"
    ]
    kinds = {(node["test_metadata"] or {}).get("name") for node in ours if "test_metadata" in node}
    fresh = [s for s in manifest["sources"].values() if (s["freshness"] or {}).get("warn_after")]
    assert len(ours) >= 40
    assert kinds >= {"not_null", "accepted_values", "relationships", "positive_value"}
    assert kinds >= {"accepted_range", "delivery_has_rows"}
    assert len(fresh) == 4
    assert len(manifest["unit_tests"]) == 3


@pytest.mark.row("E2")
def test_customers_without_an_id_fail_their_test_and_leave_orphans(
    lender: Lender,
) -> None:
    lender.deliver(TODAY, Variant.NULL_IDS)
    found = lender.build()
    failed = {name for name, status in found.items() if status == "fail"}
    warned = {name for name, status in found.items() if status == "warn"}
    assert failed == {
        "not_null_stg_lender__customers_customer_id",
        LOANS_WITHOUT_CUSTOMER,
    }
    assert warned == {ACCOUNTS_WITHOUT_CUSTOMER}


@pytest.mark.row("E2")
def test_a_new_column_and_a_changed_type_break_nothing(lender: Lender) -> None:
    lender.deliver(TODAY - timedelta(days=1), Variant.NEW_COLUMN)
    lender.deliver(TODAY, Variant.CHANGED_TYPE)
    assert lender.build() == {}
    aside = lender.rows("select quarantine_reasons from {built}.accounts_quarantine")
    assert [list(row["quarantine_reasons"]) for row in aside] == [["balance is missing"]]


@pytest.mark.row("E2")
def test_a_delivery_that_is_days_old_is_stale(lender: Lender) -> None:
    now = datetime.now(timezone.utc)  # dbt measures freshness against the clock
    lender.deliver(now.date() - timedelta(days=3))
    result = lender.dbt("source", "freshness").succeeded()
    sources = json.loads((result.target_path / "sources.json").read_text())["results"]
    assert {source["status"] for source in sources} == {"warn"}
    assert len(sources) == 4
