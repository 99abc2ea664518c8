"""What dbt and Python say in SQL each for itself is the same text."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from harness.dbt import REPOSITORY
from jinja2 import Environment
from nightledger.contract import TABLES, Table
from nightledger.ledger.silences_sql import PATTERNS, silence_effect_sql
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


def test_what_a_silence_would_hold_is_asked_in_the_same_words_in_dbt_and_in_python() -> None:
    returned: list[str] = []
    environment = Environment(autoescape=False, extensions=["jinja2.ext.do"])  # noqa: S701 - no HTML
    environment.globals["return"] = returned.append
    ours = SimpleNamespace()
    environment.globals["nightledger"] = ours
    for path, name in [
        ("expressions/matches_pattern", "matches_pattern"),
        ("expressions/matches_silence", "matches_silence"),
        ("setup/silence_effect_sql", "silence_effect_sql"),
    ]:
        text = (REPOSITORY / "macros" / f"{path}.sql").read_text()
        setattr(ours, name, getattr(environment.from_string(text).module, name))
    patterns = {pattern: f"@{pattern}" for pattern in PATTERNS}
    macro = str(ours.silence_effect_sql("`problem_events`", patterns))
    assert macro.split() == silence_effect_sql().split()
