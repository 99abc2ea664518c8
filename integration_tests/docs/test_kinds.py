"""Every kind of problem has a page, a noun and a verb, and they are the kinds that SQL judges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from harness.dbt import REPOSITORY
from harness.kind_pages import FOLDER, GOLDEN, kind_pages, page_of
from nightledger.contract import DEFAULTS
from nightledger.transports.headline import NOUNS, VERBS
from nightledger.words import KINDS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.row("F4", "C1")
SECTIONS = ["Look deeper", "Fix", "Tune", "Silence"]
JUDGING = "".join(path.read_text() for path in (REPOSITORY / "macros/judging").rglob("*.sql"))
RULES = {"severity", "ignore", "transient_wait_minutes", "flapping_changes", "min_rows"}
RULES |= {"max_rows", "max_age_hours", "fresh_by"}


def judged_kinds() -> set[str]:
    """Return the kinds that branches of the look name, and that golden cases expect of them."""
    named = set(re.findall(r"'kind': \"'([a-z ]+)'\"", JUDGING))
    for part in GOLDEN.glob("[ao]*.yml"):
        cases = yaml.safe_load(part.read_text())
        cases.pop("rows", None)
        expected = [row for case in cases.values() for row in case["expect"]]
        named |= {row["kind"] for row in expected if row.get("kind")}
    return named


def test_the_list_of_kinds_is_what_sql_judges() -> None:
    assert set(KINDS) == judged_kinds()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_words_for_one_problem_and_for_several(kind: str) -> None:
    assert NOUNS[kind]
    assert kind in VERBS


def test_there_is_a_page_for_each_kind_and_no_other() -> None:
    pages = {page_of(kind) for kind in KINDS} | {FOLDER / "index.md"}
    assert set(FOLDER.glob("*.md")) == pages
    index = (FOLDER / "index.md").read_text()
    assert [kind for kind in KINDS if f"({page_of(kind).name}) | `{kind}` |" not in index] == []


@pytest.mark.parametrize("page", sorted(kind_pages()), ids=lambda page: page.stem)
def test_a_page_shows_a_message_and_says_how_to_look_fix_tune_and_silence(page: Path) -> None:
    text = page.read_text()
    assert re.search(r"<!-- example: \S+ -->\n```text\n\w+: .+\n", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert "**Severity**: " in text
    tune = text.partition("## Tune")[2].partition("## Silence")[0]
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", tune)) - {"expected_runs", "timezone"}
    known = {*DEFAULTS, *RULES, "within_hours", "schema_contract", "warn_after", "error_after"}
    known |= {"window_days", "minimum_events"}
    assert named - known - {"retry_policy"} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_silence_on_a_page_is_of_its_kind(kind: str) -> None:
    section = page_of(kind).read_text().partition("## Silence")[2]
    quoted = f"'{kind}'" if " " in kind else kind
    assert f"nightledger silence --kind {quoted} " in section
