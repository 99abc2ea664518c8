"""What the documentation says is there, and what is there is in the documentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from harness import reference
from harness.dbt import REPOSITORY
from nightledger.contract import DEFAULTS

if TYPE_CHECKING:
    from pathlib import Path

DOCS = REPOSITORY / "docs"
MOST_BYTES = 150_000
README = (REPOSITORY / "README.md").read_text()


@pytest.mark.row("F4")
@pytest.mark.parametrize("page", sorted(reference.pages()), ids=lambda page: page.stem)
def test_a_reference_page_says_what_its_source_says(page: Path) -> None:
    assert page.read_text() == reference.pages()[page], "run: make contract"


@pytest.mark.row("F4")
@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    line = re.search(
        rf"^\| `{name}` \| `([^`]*)` \|",
        (DOCS / "settings.md").read_text(),
        re.MULTILINE,
    )
    assert line, f"docs/settings.md has no line for {name}"
    assert yaml.safe_load(line.group(1)) == DEFAULTS[name]


@pytest.mark.row("F4")
def test_every_rule_an_asset_can_have_for_its_alerts_is_documented() -> None:
    sql = "".join(path.read_text() for path in (REPOSITORY / "macros").rglob("*.sql"))
    rules = set(re.findall(r"alert_rule(?:_number)?\(\s*'(\w+)'", sql))
    rules |= set(re.findall(r"json_value\(alerts\.(\w+)\)", sql))
    section = (DOCS / "settings.md").read_text().partition("### For one asset or test")[2]
    assert rules == set(re.findall(r"^\| `(\w+)` \|", section.partition("\n## ")[0], re.MULTILINE))


PUBLIC_FOLDERS = ("setup", "hooks", "quarantine")
"""Where what a project calls stands."""


def test_every_picture_is_shown_somewhere_and_small() -> None:
    pages = README + "".join(page.read_text() for page in DOCS.rglob("*.md"))
    pictures = list((DOCS / "pictures").iterdir())
    assert [picture.name for picture in pictures if f"pictures/{picture.name}" not in pages] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > MOST_BYTES] == []


@pytest.mark.row("F4")
def test_every_page_is_in_the_menu() -> None:
    menu = (REPOSITORY / "mkdocs.yml").read_text()
    pages = [str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")]
    assert [page for page in pages if page not in menu] == []


def test_the_readme_fits_its_limit_and_names_targets_that_exist() -> None:
    assert len(README.splitlines()) <= 150
    targets = set(
        re.findall(r"^([a-z-]+):.*##", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    )
    assert set(re.findall(r"`?make ([a-z-]+)", README)) <= targets


def test_the_readme_names_views_and_macros_that_exist() -> None:
    views = {reference.public_name(model) for model in reference.models("runbook")}
    assert set(re.findall(r"vw_[a-z_]+", README)) <= views
    macros = {path.stem for path in (REPOSITORY / "macros").rglob("*.sql")}
    assert set(re.findall(r"run-operation nightledger\.([a-z_]+)", README)) <= macros


def test_the_version_stands_in_three_places_and_is_one() -> None:
    project = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["version"]
    macro = (REPOSITORY / "macros/setup/package_version.sql").read_text()
    python = (REPOSITORY / "python/src/nightledger/__init__.py").read_text()
    changelog = (REPOSITORY / "CHANGELOG.md").read_text()
    assert f"'{project}'" in macro
    assert f'"{project}"' in python
    assert f"## {project}" in changelog or "## Unreleased" in changelog


def test_every_macro_says_what_it_does_and_what_people_run_is_found_by_its_name() -> None:
    macro = r"{%-?\s*(?:macro|test|materialization)\s+(\w+)"
    wrong = []
    for path in (REPOSITORY / "macros").rglob("*.sql"):
        text = path.read_text()
        names = re.findall(macro, text)
        described = re.findall(rf"#}}\s*{macro}", text)
        is_found = names[0] == path.stem or path.parent.name not in PUBLIC_FOLDERS
        if names != described or not is_found:
            wrong.append(f"{path.relative_to(REPOSITORY)}: {names}")
    assert wrong == []
