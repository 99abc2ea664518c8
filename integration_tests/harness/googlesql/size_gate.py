"""The size gate: no view and no statement is larger than what BigQuery is known to plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.googlesql.analyser import Analyser
from harness.googlesql.branches import Branch, branches, branches_around
from harness.googlesql.errors import Finding, SqlError, line_and_column
from harness.googlesql.partition import read_whole
from harness.googlesql.plan_rules import refusals
from harness.googlesql.plan_size import Size, size_of
from harness.googlesql.resolved import Node, created_table, output_columns, unwrap

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from harness.googlesql.catalogue import Catalogue

OPERATORS = 250
"""BigQuery took dbt-ga4's query of 213 operators and refused the one of 603."""

SCANS = 40
"""It took one of 47 table scans and refused one of 80 (dbt-project-evaluator)."""

DEPTH = 5
"""It follows 15 views in a query; deeply nested ones it names as a cause of its refusals."""

STATEMENT_BYTES = 900_000
"""It takes 1,024 k characters of text; ours stay below by what parameters and comments add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One statement of a script: where it stands, how large it is, what is wrong with it.

    branches: those around it, whose conditions decide whether it runs.
    """

    sql: str
    line: int
    column: int
    size: Size
    faults: tuple[str, ...]
    branches: tuple[Branch, ...] = ()


@dataclass(slots=True)
class SizeGate:
    """Measures one text after the other; views and tables made by one are known to the next.

    by_day: full names of the tables of which a statement has to read some days only.
    """

    catalogue: Catalogue
    by_day: Collection[str] = ()
    views: dict[str, Size] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Leave the caller's catalogue as it is."""
        self.catalogue = self.catalogue.copy()

    def add_view(self, name: str, sql: str) -> Measured:
        """Measure a view's query; its full name is known from now on. Raises SqlError."""
        analyser = Analyser(self.catalogue)
        statement = analyser.resolve(sql)
        size = size_of(statement, self.views)
        self.catalogue.add_table(name, output_columns(statement))
        self.views[name] = size
        return Measured(sql=sql, line=1, column=1, size=size, faults=self._faults(size, statement))

    def measure(self, sql: str, parameters: Mapping[str, str] | None = None) -> list[Measured]:
        """Measure each statement of a script, those of procedures where they are created.

        Tables it makes become tables, views become views. Raises SqlError for the first mistake.
        """
        found, errors = self._measured(sql, parameters)
        if errors:
            raise errors[0]
        return found

    def _measured(
        self, sql: str, parameters: Mapping[str, str] | None
    ) -> tuple[list[Measured], list[SqlError]]:
        text = sql.encode()
        analyser = Analyser(self.catalogue)
        every_branch = branches(analyser.engine, sql)
        found: list[Measured] = []

        def seen(statement: Node, start: int, end: int) -> None:
            size = size_of(statement, self.views)
            line, column = line_and_column(text, start)
            found.append(
                Measured(
                    sql=text[start:end].decode(),
                    line=line,
                    column=column,
                    size=size,
                    faults=self._faults(size, statement),
                    branches=tuple(branches_around(every_branch, start)),
                )
            )
            self._remember(statement, size)

        return found, analyser.check_script(sql, parameters, seen)

    def check(
        self, place: str, sql: str, parameters: Mapping[str, str] | None = None
    ) -> list[Finding]:
        """Return what BigQuery might refuse in a script, at its line; mistakes are among it."""
        found, errors = self._measured(sql, parameters)
        wrong = [
            Finding(place=place, line=each.line, column=each.column, message=each.message)
            for each in errors
        ]
        return [*wrong, *_findings(place, sql, found)]

    def check_view(self, name: str, sql: str) -> list[Finding]:
        """Return what BigQuery might refuse in a view's query. Raises SqlError."""
        return _findings(name, sql, [self.add_view(name, sql)])

    def _faults(self, size: Size, statement: Node) -> tuple[str, ...]:
        counts = (
            (size.operators, OPERATORS, "operators"),
            (size.scans, SCANS, "table scans"),
            (size.depth, DEPTH, "queries above each other"),
        )
        large = (
            f"{count:,} {what}, views and CTEs written out: more than {most}"
            for count, most, what in counts
            if count > most
        )
        whole = (f"reads every day of {name}" for name in read_whole(statement, self.by_day))
        return (*large, *refusals(statement), *whole)

    def _remember(self, statement: Node, size: Size) -> None:
        """Note whether what is created is a view, whose size counts wherever it is read."""
        created = created_table(statement)
        if created is None:
            return
        name = ".".join(
            created[0] if len(created[0]) > 2 else (self.catalogue.project, *created[0])
        )
        if unwrap(statement).DESCRIPTOR.name == "ResolvedCreateViewStmtProto":
            self.views[name] = size
        else:
            self.views.pop(name, None)


def _findings(place: str, sql: str, statements: list[Measured]) -> list[Finding]:
    found = [
        Finding(place=place, line=each.line, column=each.column, message=fault)
        for each in statements
        for fault in each.faults
    ]
    length = len(sql.encode())
    if length > STATEMENT_BYTES:
        message = f"{length:,} bytes of text, more than {STATEMENT_BYTES:,}"
        found.append(Finding(place=place, line=1, column=1, message=message))
    return found
