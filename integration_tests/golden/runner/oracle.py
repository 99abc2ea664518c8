"""What GoogleSQL's reference evaluator answers to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from golden.runner.comparison import Difference, difference
from harness.googlesql.evaluator import Answer, Evaluator
from harness.judging import at, contract_tables

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from golden.runner.case import Case
    from harness.googlesql.evaluator import Row, Rows
    from harness.googlesql.types import Column


class Oracle:
    """Answers cases; keeps each query ready for the next case."""

    def __init__(self) -> None:
        self._evaluator = Evaluator(contract_tables())

    def answer(self, case: Case, sql: str) -> Answer:
        """Evaluate a part of the look, or a view's query, over a case's rows.

        Raises SqlError when the evaluator cannot do what it asks.
        """
        return self._evaluator.evaluate(at(sql, case.clock, case.since), case.given, now=case.clock)

    def evaluate(
        self,
        sql: str,
        tables: Mapping[str, Rows],
        moments: Mapping[str, dt.datetime],
        *,
        now: dt.datetime,
    ) -> Sequence[Row]:
        """Return the rows of a query over some tables, with moments as its parameters."""
        parameters = {name: ("timestamp", moment) for name, moment in moments.items()}
        return self._evaluator.evaluate(sql, tables, parameters, now=now).rows


def unexpected(case: Case, given: Answer) -> Difference | None:
    """Compare an answer with the case's expectation, in the columns the case names."""
    columns = chosen(given.columns, case.columns)
    return difference(case.expect, given.rows, columns, ordered=case.ordered)


def chosen(columns: Sequence[Column], names: Sequence[str]) -> list[Column]:
    """Pick columns by name. Raises ValueError for a name the part does not have."""
    known = {column.name: column for column in columns}
    if unknown := [name for name in names if name not in known]:
        message = f"it has no column {', '.join(unknown)}; it has {', '.join(known)}"
        raise ValueError(message)
    return [known[name] for name in names]
