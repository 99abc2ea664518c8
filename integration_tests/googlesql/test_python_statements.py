"""The statements held in Python, without BigQuery."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import yaml
from harness.dbt import REPOSITORY
from harness.googlesql.catalogue import contract_catalogue, declared_columns
from harness.googlesql.gate import check_statement
from jinja2 import Environment
from nightledger.contract import TABLES, Table
from nightledger.ledger import Statement, statements
from nightledger.ledger.statements import row_id_expression

INBOX = REPOSITORY / "models" / "problems" / "nightledger__router_inbox.yml"


@pytest.mark.parametrize("statement", statements("project.audit"), ids=lambda each: each.label)
def test_every_statement_is_valid_googlesql(statement: Statement) -> None:
    contract = REPOSITORY / "models" / "ledger"
    catalogue = contract_catalogue(contract, project="project", dataset="audit")
    inbox = yaml.safe_load(INBOX.read_text())["models"][0]["columns"]
    catalogue.add_table("project.audit.router_inbox", list(declared_columns(inbox, place="yml")))
    assert check_statement(statement.label, statement.sql, catalogue, statement.parameters) == []


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_id_of_a_fact_is_the_same_expression_in_dbt_and_in_python(table: Table) -> None:
    returned: list[str] = []
    environment = Environment(autoescape=False)  # noqa: S701 - no HTML here
    environment.globals["return"] = returned.append
    environment.globals["nightledger"] = SimpleNamespace(contract_of=lambda node: node)
    macro = (REPOSITORY / "macros" / "ledger" / "row_id_expression.sql").read_text()
    node = SimpleNamespace(natural_key=list(table.natural_key))
    environment.from_string(macro).module.row_id_expression(node)  # type: ignore[attr-defined]
    assert returned == [row_id_expression(table)]
