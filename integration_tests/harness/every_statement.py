"""Everything of ours that reaches BigQuery as SQL: for gates and for what it costs."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.googlesql.size_gate import SizeGate
from harness.grafana import queries
from harness.judging import DATASET, PROJECT, contract_tables, definitions
from nightledger.contract import TABLES
from nightledger.doctor.questions import doctor_statements
from nightledger.ledger.statements import statements
from nightledger.metrics.asking import metric_statements
from nightledger.report.queries import report_statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.googlesql.errors import Finding
    from harness.googlesql.size_gate import Measured

LEDGER = f"{PROJECT}.{DATASET}"
GROWS_SELDOM = {
    "ledger_migrations",
    "alert_acknowledgements",
    "alert_silences",
    "asset_edges",
    "ledger_seals",
}
BY_DAY = tuple(f"{LEDGER}.{name}" for name in TABLES if name not in GROWS_SELDOM)
"""Tables that grow with every run: no statement reads all of their days."""

SET_UP = ("table", "view", "procedure")
"""What `setup` makes, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A text that reaches BigQuery.

    kind: table or procedure (a statement that creates it), view (its query, under its full name) or
    statement (one that Python or a dashboard holds). parameters: their names and types.
    """

    name: str
    kind: str
    sql: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def set_up(settings: str | None = None) -> list[Sent]:
    """Return what `setup` makes of a project with these settings, in its order."""
    made = [each for each in definitions(settings).values() if each.kind in SET_UP]
    return [
        Sent(
            name=f"{LEDGER}.{each.name}" if each.kind == "view" else each.name,
            kind=each.kind,
            sql=each.sql,
        )
        for each in sorted(made, key=lambda each: SET_UP.index(each.kind))
    ]


def every_statement() -> list[Sent]:
    """Return all that reaches BigQuery, views before what reads them."""
    return [
        *set_up(),
        *(
            Sent(
                name=each.label,
                kind="statement",
                sql=each.sql,
                parameters=each.parameters,
            )
            for each in (
                *statements(LEDGER),
                *report_statements(LEDGER),
                *doctor_statements(LEDGER),
                *metric_statements(LEDGER),
            )
        ),
        *(
            Sent(name=f"Grafana: {title}", kind="statement", sql=sql.format(dataset=LEDGER))
            for title, sql in queries().items()
        ),
    ]


@functools.cache
def measured() -> dict[str, list[Measured]]:
    """Return the statements of each text with their sizes, by the text's name; measured once."""
    gate = SizeGate(contract_tables())
    return {
        each.name: [gate.add_view(each.name, each.sql)]
        if each.kind == "view"
        else gate.measure(each.sql, each.parameters)
        for each in every_statement()
    }


def findings(sent: list[Sent]) -> list[Finding]:
    """Return what BigQuery might not plan."""
    gate = SizeGate(contract_tables(), by_day=BY_DAY)
    return [
        finding
        for each in sent
        for finding in (
            gate.check_view(each.name, each.sql)
            if each.kind == "view"
            else gate.check(each.name, each.sql, each.parameters)
        )
    ]
