"""Quarantine: bad rows go aside, good ones go on, repaired ones come back once."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from harness.day import last_day
from harness.googlesql.catalogue import Catalogue
from harness.googlesql.evaluator import Evaluator
from lender.ingest import Variant, load_repairs

if TYPE_CHECKING:
    from lender.tests_py.conftest import Lender

TODAY = last_day()
PAYMENTS = ("--select", "+int_payments")

pytestmark = pytest.mark.row("E3")


def test_bad_payments_go_aside_and_come_back_once_when_repaired(lender: Lender) -> None:
    delivered = lender.deliver(TODAY, Variant.BAD_PAYMENTS).rows["payments"]
    assert lender.build(*PAYMENTS) == {"not_null_stg_lender__payments_loan_id": "warn"}
    aside = lender.rows(
        "select * from {built}.payments_quarantine order by array_to_string(quarantine_reasons, '')"
    )
    reasons = [list(row["quarantine_reasons"]) for row in aside]
    assert reasons == [["loan is missing"], ["payment is negative"]]
    assert all(row["quarantined_at"] and row["quarantined_by_invocation_id"] for row in aside)
    assert lender.count("built.int_payments") == delivered - 2

    repairs = [repair(row) for row in aside]
    still_wrong = {**repairs[1], "paid_eur": -1}
    load_repairs([repairs[0], still_wrong], warehouse=lender.warehouse)
    lender.build(*PAYMENTS)
    assert lender.count("built.int_payments") == delivered - 1

    load_repairs(repairs, warehouse=lender.warehouse)
    for _ in range(2):
        lender.build(*PAYMENTS)
        assert lender.count("built.int_payments") == delivered
        assert lender.count("built.payments_quarantine") == 2
    ids = lender.rows("select count(distinct payment_id) as id_count from {built}.int_payments")
    assert ids == [{"id_count": delivered}]


def repair(row: dict[str, Any]) -> dict[str, object]:
    return {
        "payment_id": row["payment_id"],
        "loan_id": row["payment_id"].rpartition("-")[0],
        "paid_eur": abs(row["paid_eur"]),
        "repaired_by": "collections@lender.example",
        "repaired_at": datetime.now(timezone.utc),
    }


INPUT = """
    select 'good' as id, 1 as amount union all
    select 'negative', -1 union all
    select 'unknown', null union all
    select 'twice', -5 union all
    select 'twice', 5
"""
RULES = """{
    'amount is negative': 'amount < 0',
    'id isn\\'t unique': 'count(*) over (partition by id) > 1',
}"""
STRICT = "{'amount is negative': {'condition': 'amount < 0', 'null_is_broken': true}}"
CALLS = {
    "accepted": f"accepted_rows('input', {RULES})",
    "quarantined": f"quarantined_rows('input', {RULES})",
    "strictly accepted": f"accepted_rows('input', {STRICT})",
    "strictly quarantined": f"quarantined_rows('input', {STRICT})",
}


def test_every_row_is_on_exactly_one_side_with_its_reasons(lender: Lender) -> None:
    sides = {name: reasons_by_id(rows) for name, rows in evaluated(lender, CALLS).items()}
    assert sides == {
        "accepted": [("good", []), ("unknown", [])],
        "quarantined": [
            ("negative", ["amount is negative"]),
            ("twice", ["amount is negative", "id isn't unique"]),
            ("twice", ["id isn't unique"]),
        ],
        "strictly accepted": [("good", []), ("twice", [])],
        "strictly quarantined": [
            ("negative", ["amount is negative"]),
            ("twice", ["amount is negative"]),
            ("unknown", ["amount is negative"]),
        ],
    }


def evaluated(lender: Lender, calls: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Compile calls of the macros, and let GoogleSQL itself answer them."""
    between = "-- next call"
    inline = f"\n{between}\n".join(f"{{{{ nightledger.{call} }}}}" for call in calls.values())
    printed = lender.dbt("--quiet", "compile", "--inline", inline).succeeded().stdout
    evaluator = Evaluator(Catalogue("local"))
    answers = {}
    for name, split in zip(calls, printed.split(between), strict=True):
        sql = f"with input as ({INPUT}), split as ({split}) select * from split"
        answers[name] = list(evaluator.evaluate(sql, {}, now=datetime.now(timezone.utc)).rows)
    return answers


def reasons_by_id(rows: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return sorted((row["id"], list(row.get("quarantine_reasons", []))) for row in rows)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            "accepted_rows('input')",
            "config.meta.nightledger.quarantine of the model is empty",
        ),
        (
            "accepted_rows('input', rules_of='nobody')",
            "lender has no model of that name",
        ),
    ],
)
def test_missing_rules_stop_the_compilation_and_say_where_they_belong(
    lender: Lender, call: str, says: str
) -> None:
    result = lender.dbt("compile", "--inline", f"{{{{ nightledger.{call} }}}}")
    assert result.returncode != 0
    assert says in " ".join(result.stdout.split())
