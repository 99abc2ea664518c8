"""What GoogleSQL's reference evaluator answers to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from golden.runner.comparison import Difference, difference
from harness.googlesql.evaluator import Answer, Evaluator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from golden.runner.case import Case
    from harness.googlesql.evaluator import Rows
    from harness.googlesql.project import Node, Project
    from harness.googlesql.types import Column


class Oracle:
    """Answers cases of one project; keeps each view ready for the next case."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._catalogue = project.catalogue()
        self._evaluator = Evaluator(self._catalogue)

    def answer(self, case: Case) -> Answer:
        """Evaluate the views below a case's view, each on the answers of those it reads, then it.

        Raises SqlError when the evaluator cannot do what a view asks.
        """
        node = self._project.node(case.view)
        if node.sql is None:
            message = f"{case.view} has no compiled SQL"
            raise ValueError(message)
        known: dict[str, Rows] = dict(case.given)
        for view in self._project.below(node):
            if view.sql is not None and not view.is_table:
                known[str(view.relation)] = self._evaluate(view, known, case.clock)
        return self._evaluate(node, known, case.clock)

    def _evaluate(self, view: Node, known: Mapping[str, Rows], now: dt.datetime) -> Answer:
        answer = self._evaluator.evaluate(str(view.sql), known, now=now)
        self._catalogue.add_table(str(view.relation), answer.columns)
        return answer


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
