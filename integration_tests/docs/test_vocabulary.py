"""One word for each thing: what pages, columns and commands call it, and what they must not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from harness.dbt import REPOSITORY
from harness.reference import PAGES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.row("F4")
DOCS = REPOSITORY / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text()
INSTEAD = {
    r"artefacts?": "artifact",
    r"the watch(?! room)": "the router",
    r"watchdog|alarms?": "alert, dead-man's switch",
    r"stands? (?:in|there|here|above|below|beside)": "is in",
    r"put(?:s|ting)? on record": "record",
    r"summer time": "daylight saving",
    r"as good as": "almost",
    r"heeds?|is none of|that is none\b": "plain words",
    r"first_seen_at|wrong_since|times_seen|subject_name|what_failed_first": "opened_at, subject",
    r"dead man\b(?!'s)": "dead-man's switch",
}
"""Words that are not the field's or not ours, and what to write instead."""

WORDS = [
    *("fact", "ledger", "verdict", "look", "problem", "episode", "kind", "severity", "urgency"),
    *("receiver", "transport", "message", "attempt", "tick", "router", "silence", "strip"),
    *("run", "invocation", "load", "asset", "artifact", "environment", "notice", "seal"),
]


def texts() -> dict[Path, str]:
    """Return everything people read, without code blocks and names in backquotes."""
    pages = [*DOCS.rglob("*.md"), REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]
    pages += [*(REPOSITORY / "models").rglob("*.yml"), *(REPOSITORY / "models").rglob("*.md")]
    pages += (REPOSITORY / "macros").rglob("*.yml")
    code = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
    return {page: code.sub("", page.read_text()) for page in pages}


@pytest.mark.parametrize("word", INSTEAD)
def test_nobody_reads_a_word_that_is_not_ours(word: str) -> None:
    pattern = re.compile(rf"\b(?:{word})\b", re.IGNORECASE)
    found = {
        str(page.relative_to(REPOSITORY)): pattern.findall(text)
        for page, text in texts().items()
        if pattern.search(text)
    }
    assert found == {}, f"write instead: {INSTEAD[word]}"


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_explains_a_word(word: str) -> None:
    assert re.search(rf"^\| \*\*{word}\*\*", GLOSSARY, re.MULTILINE)


def test_no_word_is_explained_twice() -> None:
    explained = re.findall(r"\*\*([a-z ]+)\*\*", GLOSSARY)
    assert len(explained) == len(set(explained))


def test_public_columns_have_the_names_of_the_vocabulary() -> None:
    gone = {"subject_name", "first_seen_at", "wrong_since", "times_seen", "times_failed"}
    for path in sorted((REPOSITORY / "models").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text()).get("models", []):
            assert not gone & {column["name"] for column in model["columns"]}, path


def test_the_start_path_is_short() -> None:
    path = ("index.md", "install.md", "first-alert.md")
    assert sum(len((DOCS / page).read_text().split()) for page in path) <= 2_000


def test_the_reference_is_generated_and_nothing_else_is_there() -> None:
    names = {page.name for page in PAGES.glob("*.md")}
    assert names == {"tables.md", "views.md", "macros.md", "command-line.md"}
