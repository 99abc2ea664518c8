"""What dbt and Python say in SQL each for itself is the same text."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from harness.dbt import REPOSITORY
from jinja2 import Environment
from nightledger.contract import TABLES, Table
from nightledger.ledger.statements import row_id_expression


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_id_of_a_fact_is_the_same_expression_in_dbt_and_in_python(
    table: Table,
) -> None:
    returned: list[str] = []
    environment = Environment(autoescape=False)  # noqa: S701 - no HTML here
    environment.globals["return"] = returned.append
    environment.globals["nightledger"] = SimpleNamespace(contract_of=lambda node: node)
    macro = (REPOSITORY / "macros" / "ledger" / "row_id_expression.sql").read_text()
    node = SimpleNamespace(natural_key=list(table.natural_key))
    environment.from_string(macro).module.row_id_expression(node)  # type: ignore[attr-defined]
    assert returned == [row_id_expression(table)]
