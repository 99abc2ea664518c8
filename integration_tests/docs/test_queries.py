"""Every query in the documentation is GoogleSQL over the ledger's tables and views."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import reference
from harness.dbt import REPOSITORY
from harness.googlesql.analyser import Analyser
from harness.judging import DATASET as HOME
from harness.judging import contract_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.row("F4")
DOCS = REPOSITORY / "docs"
DATASET = "analytics_audit"
BLOCK = re.compile(r"^```sql[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r'nightledger sql "(.*?)"', re.DOTALL)


def queries() -> Iterator[tuple[str, str]]:
    """Yield each query that a reader may copy, with the page it is on."""
    for page in sorted([*DOCS.rglob("*.md"), REPOSITORY / "README.md"]):
        text = page.read_text()
        name = page.relative_to(REPOSITORY).as_posix()
        for block in BLOCK.findall(text):
            if f"{DATASET}." in block:
                yield name, block.replace(f"{DATASET}.", f"{HOME}.")
        for typed in COMMAND.findall(text):
            yield name, re.sub(r"\b(from|join) (?=\w)", rf"\1 {HOME}.", typed)


ALL = list(queries())


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """Return an analyser that knows the ledger's tables, and the views by what their yml says."""
    catalogue = contract_tables()
    for model in reference.models("runbook"):
        columns = {column["name"]: column["data_type"] for column in model["columns"]}
        catalogue.add_table(f"{HOME}.{reference.public_name(model)}", columns)
    return Analyser(catalogue)


@pytest.mark.parametrize(
    ("page", "sql"), ALL, ids=[f"{page} {number}" for number, (page, _) in enumerate(ALL)]
)
def test_a_query_can_be_run_as_it_stands(analyser: Analyser, page: str, sql: str) -> None:
    assert analyser.check_script(sql) == [], page


def test_no_page_calls_the_dataset_something_else() -> None:
    wrong = [
        page.name
        for page in DOCS.rglob("*.md")
        if re.search(
            r"\b(?:from|join) (?!analytics_audit)\w+\.(?:vw_|dbt_|dlt_|dagster_)", page.read_text()
        )
    ]
    assert wrong == []
