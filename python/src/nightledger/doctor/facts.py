"""Steps 5 and 6: thirty days of made-up facts, what is read of them, and what a look costs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from nightledger.doctor.ground import sent, views
from nightledger.doctor.proof import NotProvedError, Proof, attempt
from nightledger.doctor.questions import (
    DAYS,
    count_sql,
    counts_sql,
    make_facts_sql,
    read_view_sql,
)
from nightledger.ledger import look_and_read
from nightledger.watch.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nightledger.doctor.examination import Examination

MOST_OF_A_DAY = 0.2
"""A day of thirty is a thirtieth; with the day before and rounding less than this."""


def partitions(examination: Examination) -> Iterator[Proof]:
    """Make the facts up in SQL, and compare what a day and what thirty days are said to read."""
    scratch = examination.scratch
    dataset = scratch.dataset
    sql = make_facts_sql(dataset, examination.fact_count)
    made = attempt(f"make up {examination.fact_count:,} facts", partial(sent, examination, sql))
    yield made
    if not made.holds:
        return

    def pruned() -> str:
        day, month = (scratch.estimate(count_sql(dataset, days)) for days in (1, DAYS + 1))
        if not month:
            return "no bytes are counted here"
        said = f"{day:,} of {month:,} bytes"
        if day > month * MOST_OF_A_DAY:
            message = f"A statement over one day reads {said} of {DAYS} days."
            raise NotProvedError(message)
        return said

    def repeated() -> str:
        billed = []
        for sql in (count_sql(dataset, DAYS + 1), counts_sql(dataset, DAYS + 1)):
            scratch.run(sql)
            numbers = scratch.client.last()
            billed.append(numbers.bytes_billed if numbers else 0)
        return f"once {billed[0]:,} bytes billed, with three filters {billed[1]:,}"

    yield attempt("a day of thirty", pruned)
    yield attempt("a clustered table read three times", repeated)


def looks(examination: Examination) -> Iterator[Proof]:
    """Look twice, and read every view, with what each job took."""
    scratch = examination.scratch

    def look() -> str:
        look_and_read(scratch.client, scratch.dataset, FAMILIES)
        return ""

    for name in ("the first look", "a look with nothing new"):
        yield measured(examination, name, look)
    for name in views():
        sql = read_view_sql(scratch.dataset, name)
        yield measured(examination, name, partial(counted, examination, sql))


def counted(examination: Examination, sql: str) -> str:
    """Return how many rows an answer has."""
    return f"{len(examination.scratch.run(sql)):,} rows"


def measured(examination: Examination, name: str, act: Callable[[], str]) -> Proof:
    """Try something, with the numbers of its last job."""
    proof = attempt(name, act)
    numbers = examination.scratch.client.last() if proof.holds else None
    return Proof(
        name=name,
        holds=proof.holds,
        detail=proof.detail,
        refusal=proof.refusal,
        numbers=numbers,
    )
