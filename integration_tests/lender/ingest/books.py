"""The lender's books on one business date, derived from the applicants.

Every value is a function of the applicant and the date alone, so that a day can be delivered
twice, out of order or years later, and is the same. That is also why a repaid loan is followed
by the next one: there is no last day on which the lender has business.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from lender.ingest.applicants import Applicant, applicants
from lender.ingest.seeded import seeded

Row = dict[str, object]

MONTH_DAYS = 30
FOUNDED_ON = date(2024, 1, 1)
HOUSING = ("own", "rent", "for free")
CENT = Decimal("0.01")
# The applicant's savings bracket, in whole euros; who has no account is not here.
SAVINGS_EUR = {
    "... < 100 DM": (0, 100),
    "100 <= ... < 500 DM": (100, 500),
    "500 <= ... < 1000 DM": (500, 1_000),
    "... >= 1000 DM": (1_000, 15_000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the core banking system delivers for one business date: rows per table."""

    customers: tuple[Row, ...]
    accounts: tuple[Row, ...]
    loans: tuple[Row, ...]
    payments: tuple[Row, ...]
    # Filled by people, not by the core system: delivered empty, so that the table is there.
    payment_repairs: tuple[Row, ...] = ()

    def by_table(self) -> dict[str, tuple[Row, ...]]:
        """Return the rows under their table's name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loan:
    applicant: Applicant
    cycle: int
    opened_on: date

    @property
    def loan_id(self) -> str:
        return f"L{self.applicant.number:04d}-{self.cycle}"

    @property
    def instalment_eur(self) -> Decimal:
        exact = Decimal(self.applicant.amount_eur) / self.applicant.duration_months
        return exact.quantize(CENT)


def books(day: date) -> Books:
    """Return the lender's books as of the first minute of `day`."""
    loans = [_loan(applicant, day) for applicant in applicants()]
    return Books(
        customers=tuple(_customer(applicant, day) for applicant in applicants()),
        accounts=tuple(_account(a, day) for a in applicants() if a.savings in SAVINGS_EUR),
        loans=tuple(_loan_row(loan, day) for loan in loans),
        payments=tuple(_payments(loans, day)),
    )


def stamp(day: date) -> Row:
    """Return the columns every delivered row has: its date partition and when it was taken."""
    taken_at = datetime.combine(day, time(0, 1), timezone.utc)
    return {"business_date": day, "extracted_at": taken_at}


def _customer_id(applicant: Applicant) -> str:
    return f"C{applicant.number:04d}"


def _customer(applicant: Applicant, day: date) -> Row:
    customer_id = _customer_id(applicant)
    return {
        "customer_id": customer_id,
        "email": f"{customer_id.lower()}@customers.example",
        "birth_year": FOUNDED_ON.year - applicant.age_years,
        "personal_status": applicant.personal_status,
        "housing": _housing(applicant, day),
        "job": applicant.job,
        "employed_since": applicant.employed_since,
        "credit_history": applicant.credit_history,
        "is_foreign_worker": applicant.is_foreign_worker,
        **stamp(day),
    }


def _housing(applicant: Applicant, day: date) -> str:
    """People move every half to one and a half years: a few of the thousand each day."""
    days_between_moves = 180 + seeded("stay", applicant.number, below=360)
    moves = (day - FOUNDED_ON).days // days_between_moves
    return HOUSING[(HOUSING.index(applicant.housing) + moves) % len(HOUSING)]


def _account(applicant: Applicant, day: date) -> Row:
    low, high = SAVINGS_EUR[applicant.savings]
    cents = low * 100 + seeded("balance", applicant.number, day, below=(high - low) * 100)
    opened_on = FOUNDED_ON - timedelta(days=seeded("account", applicant.number, below=3_000))
    return {
        "account_id": f"A{applicant.number:04d}",
        "customer_id": _customer_id(applicant),
        "iban": _iban(applicant.number),
        "balance_eur": Decimal(cents) / 100,
        "opened_at": datetime.combine(opened_on, time(9), timezone.utc),
        **stamp(day),
    }


def _iban(number: int) -> str:
    """Return a German IBAN with right check digits (ISO 7064 mod 97-10), of a bank that is not."""
    bban = f"99999999{number:010d}"
    return f"DE{98 - int(bban + '131400') % 97:02d}{bban}"


def _loan(applicant: Applicant, day: date) -> _Loan:
    """Find the loan that runs on `day`: one after the other, a month of rest between them."""
    first = FOUNDED_ON - timedelta(days=seeded("loan", applicant.number, below=720))
    cycle_days = (applicant.duration_months + 1) * MONTH_DAYS
    cycle = (day - first).days // cycle_days
    opened_on = first + timedelta(days=cycle * cycle_days)
    return _Loan(applicant=applicant, cycle=cycle, opened_on=opened_on)


def _loan_row(loan: _Loan, day: date) -> Row:
    return {
        "loan_id": loan.loan_id,
        "customer_id": _customer_id(loan.applicant),
        "amount_eur": Decimal(loan.applicant.amount_eur),
        "duration_months": loan.applicant.duration_months,
        "purpose": loan.applicant.purpose,
        "status": _status(loan, day),
        "opened_at": datetime.combine(loan.opened_on, time(9), timezone.utc),
        **stamp(day),
    }


def _status(loan: _Loan, day: date) -> str:
    if (day - loan.opened_on).days > loan.applicant.duration_months * MONTH_DAYS:
        return "repaid"
    return "performing" if loan.applicant.is_good else "in_arrears"


def _payments(loans: list[_Loan], day: date) -> Iterator[Row]:
    """Yield the instalments due on `day`: one every thirty days after a loan was opened."""
    for loan in loans:
        number, rest = divmod((day - loan.opened_on).days, MONTH_DAYS)
        if rest == 0 and 1 <= number <= loan.applicant.duration_months:
            yield _payment(loan, number, day)


def _payment(loan: _Loan, number: int, day: date) -> Row:
    # Bad payers pay nothing, half or all of it; good ones pay.
    halves = 2 if loan.applicant.is_good else seeded("paid", loan.loan_id, number, below=3)
    paid_eur = (loan.instalment_eur * halves / 2).quantize(CENT)
    return {
        "payment_id": f"{loan.loan_id}-{number:02d}",
        "loan_id": loan.loan_id,
        "instalment_number": number,
        "due_on": day,
        "due_eur": loan.instalment_eur,
        "paid_eur": paid_eur,
        **stamp(day),
    }
