"""What GoogleSQL's reference evaluator answers to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from golden.runner.comparison import Difference, difference
from harness.googlesql.engine import shared_engine
from harness.googlesql.evaluator import Answer, Evaluator
from harness.googlesql.rewriting import inline_views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from golden.runner.case import Case
    from harness.googlesql.project import Project
    from harness.googlesql.types import Column


class Oracle:
    """Answers cases of one project; keeps each view ready for the next case."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._evaluator = Evaluator(project.catalogue())
        self._queries: dict[str, str] = {}

    def answer(self, case: Case) -> Answer:
        """Evaluate a case's view with every view below it put in its place, as BigQuery does.

        Raises SqlError when the evaluator cannot do what the view asks.
        """
        if case.view not in self._queries:
            self._queries[case.view] = self._query(case.view)
        return self._evaluator.evaluate(self._queries[case.view], case.given, now=case.clock)

    def _query(self, view: str) -> str:
        node = self._project.node(view)
        if node.sql is None:
            message = f"{view} has no compiled SQL"
            raise ValueError(message)
        return inline_views(shared_engine(), node.sql, self._project.views())


def unexpected(case: Case, given: Answer) -> Difference | None:
    """Compare an answer with the case's expectation, in the columns the case names."""
    columns = chosen(given.columns, case.columns)
    return difference(case.expect, given.rows, columns, ordered=case.ordered)


def chosen(columns: Sequence[Column], names: Sequence[str]) -> list[Column]:
    """Pick columns by name. Raises ValueError for a name the view does not have."""
    known = {column.name: column for column in columns}
    if unknown := [name for name in names if name not in known]:
        message = f"the view has no column {', '.join(unknown)}; it has {', '.join(known)}"
        raise ValueError(message)
    return [known[name] for name in names]
