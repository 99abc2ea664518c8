"""The 1,000 real applicants, typed."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "data" / "german_credit.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One applicant; `number` is the line in the file, from 1."""

    number: int
    age_years: int
    amount_eur: int
    duration_months: int
    is_good: bool
    purpose: str
    savings: str
    credit_history: str
    employed_since: str
    personal_status: str
    housing: str
    job: str
    is_foreign_worker: bool


@cache
def applicants() -> tuple[Applicant, ...]:
    """Read every applicant, in the order of the file."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return tuple(_applicant(number, row) for number, row in enumerate(csv.DictReader(lines), 1))


def _applicant(number: int, row: dict[str, str]) -> Applicant:
    return Applicant(
        number=number,
        age_years=int(row["age_in_years"]),
        amount_eur=int(row["credit_amount"]),
        duration_months=int(row["duration_in_month"]),
        is_good=row["creditability"] == "good",
        purpose=row["purpose"],
        savings=row["savings_account_and_bonds"],
        credit_history=row["credit_history"],
        employed_since=row["present_employment_since"],
        personal_status=row["personal_status_and_sex"],
        housing=row["housing"],
        job=row["job"],
        is_foreign_worker=row["foreign_worker"] == "yes",
    )
