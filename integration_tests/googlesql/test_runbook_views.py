"""What people read is what its yml says: columns, their types, and that there are few enough."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from harness.dbt import REPOSITORY
from harness.googlesql.analyser import Analyser
from harness.googlesql.types import type_name
from harness.judging import DATASET, PROJECT, contract_tables, definitions

if TYPE_CHECKING:
    from harness.judging import Definition

MOST_COLUMNS = 280
VOCABULARY = {
    "subject": ("what_is_wrong", "what_failed", "what_was_wrong", "subject_name"),
    "opened_at": ("first_seen_at", "wrong_since"),
    "occurrence_count": ("times_seen", "times_failed"),
}
"""Words of public columns, and those that meant the same once."""


def contracts() -> dict[str, dict[str, Any]]:
    """Return the model of each view's yml, by the view's name."""
    folder = REPOSITORY / "models" / "runbook"
    models = [
        model
        for path in sorted(folder.glob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    ]
    return {model["config"]["meta"]["nightledger"]["relation"]: model for model in models}


def views() -> dict[str, Definition]:
    """Return every view, rendered with the defaults."""
    return {name: one for name, one in definitions().items() if one.kind == "view"}


def test_every_view_has_a_contract_and_every_contract_a_view() -> None:
    assert set(contracts()) == set(views())


@pytest.mark.parametrize("name", sorted(contracts()))
def test_a_view_has_the_columns_its_yml_says(name: str) -> None:
    answered = Analyser(contract_tables()).analyse(views()[name].sql)
    found = [(column.name, type_name(column.type).lower()) for column in answered]
    said = [(column["name"], column["data_type"]) for column in contracts()[name]["columns"]]
    assert found == said


def test_there_are_few_enough_columns_to_read() -> None:
    assert sum(len(model["columns"]) for model in contracts().values()) <= MOST_COLUMNS


def test_one_word_is_used_for_one_thing() -> None:
    columns = {
        (name, column["name"]) for name, model in contracts().items() for column in model["columns"]
    }
    old = {word: kept for kept, words in VOCABULARY.items() for word in words}
    lists = {("vw_asset_health", "what_is_wrong"), ("vw_run_summary", "what_failed")}
    assert [found for found in sorted(columns - lists) if found[1] in old] == []


def test_every_shared_description_is_used() -> None:
    text = json.dumps(contracts())
    blocks = (REPOSITORY / "models" / "runbook" / "columns.md").read_text(encoding="utf-8")
    names = [line.split()[2] for line in blocks.splitlines() if line.startswith("{% docs ")]
    assert [name for name in names if f'doc(\\"{name}\\")' not in text] == []


def queries() -> list[str]:
    """Return the queries of the pages that say how to read the views."""
    pages = (REPOSITORY / "docs" / name for name in ("runbook.md", "problems.md"))
    return [
        query
        for page in pages
        for query in re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    ]


@pytest.mark.row("F4")
def test_the_queries_of_the_pages_read_columns_there_are() -> None:
    catalogue = contract_tables()
    analyser = Analyser(contract_tables())
    for name, view in views().items():
        catalogue.add_table(f"{PROJECT}.{DATASET}.{name}", analyser.analyse(view.sql))
    for query in queries():
        Analyser(catalogue).analyse(query.replace("analytics_audit.", f"`{PROJECT}`.{DATASET}."))
