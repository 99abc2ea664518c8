"""Write the reference pages and Grafana's dashboard: `python -m harness.reference`.

Tables come from the contract, views, macros and tests from their yml, commands from click, the
examples on the pages of problem kinds from golden cases.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml
from nightledger.cli import main as command_line
from nightledger.contract import TABLES

from .dbt import REPOSITORY
from .grafana import dashboard
from .kind_pages import kind_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nightledger.contract import Table

DASHBOARD = REPOSITORY / "deploy" / "grafana" / "nightledger.json"
PAGES = REPOSITORY / "docs" / "reference"
GENERATED = "<!-- Made by `make contract`. Change the yml it comes from instead. -->\n"


def pages() -> dict[Path, str]:
    """Return every reference page and its text."""
    return {
        PAGES / "tables.md": tables(),
        PAGES / "views.md": views(),
        PAGES / "macros.md": macros(),
        PAGES / "command-line.md": commands(),
        DASHBOARD: dashboard(),
        **kind_pages(),
    }


def models(room: str) -> list[dict[str, Any]]:
    """Read the models of one room, by name."""
    found = []
    for path in sorted((REPOSITORY / "models" / room).glob("*.yml")):
        found += yaml.safe_load(path.read_text()).get("models", [])
    return found


def one_line(text: str | None) -> str:
    """Fit a description into a table's cell; what stands in a doc block is written out."""
    block = re.fullmatch(r"{{ doc\(\"(\w+)\"\) }}", text or "")
    whole = doc_blocks()[block.group(1)] if block else text or ""
    return " ".join(whole.split()).replace("|", "\\|")


@functools.cache
def doc_blocks() -> dict[str, str]:
    """Read what dbt calls doc blocks, by name."""
    pages = (path.read_text() for path in (REPOSITORY / "models").rglob("*.md"))
    pattern = r"{% docs (\w+) %}(.*?){% enddocs %}"
    return dict(pair for page in pages for pair in re.findall(pattern, page, re.DOTALL))


def columns(described: Iterable[tuple[str, str, str]]) -> str:
    """Return columns as a table: name, type and meaning of each."""
    lines = ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {kind} | {one_line(meaning)} |" for name, kind, meaning in described]
    return "\n".join(lines)


def public_name(model: dict[str, Any]) -> str:
    """Return the name a model has in BigQuery."""
    return str(model["name"]).removeprefix("nightledger__")


def names(listed: Iterable[str]) -> str:
    """Return names of columns as a page shows them."""
    return ", ".join(f"`{name}`" for name in listed)


def layout(table: Table) -> str:
    """Return how a table is partitioned and clustered, as a sentence."""
    by = table.partition_column
    partition = f"Partitioned by day of `{by}`" if by else "Not partitioned"
    cluster = f", clustered by {names(table.cluster_by)}" if table.cluster_by else ""
    return f"{partition}{cluster}."


def tables() -> str:
    """Describe every ledger table."""
    text = f"{GENERATED}\n# Tables\n\nFacts, appended once and never changed.\n"
    for table in TABLES.values():
        described = (
            (
                column.name,
                column.data_type + " not null" * column.is_required,
                column.description,
            )
            for column in table.columns
        )
        text += (
            f"\n## {table.name}\n\n{one_line(table.description)}\n\n"
            f"{layout(table)} One row per {names(table.natural_key)}.\n\n"
            f"{columns(described)}\n"
        )
    return text


def views() -> str:
    """Describe every view people read."""
    text = f"{GENERATED}\n# Views\n\nWhat people read. Times are UTC.\n"
    for model in models("runbook"):
        described = (
            (column["name"], column["data_type"], column["description"])
            for column in model["columns"]
        )
        text += (
            f"\n## {public_name(model)}\n\n{one_line(model['description'])}\n\n"
            f"{columns(described)}\n"
        )
    return text


def macros() -> str:
    """Describe the macros and generic tests a project may call."""
    text = f"{GENERATED}\n# Macros and tests\n\nEverything else in `macros/` is private.\n"
    for path in sorted((REPOSITORY / "macros").rglob("*.yml")):
        for macro in yaml.safe_load(path.read_text())["macros"]:
            if macro["description"].startswith("Private."):
                continue
            name = macro["name"].removeprefix("test_")
            text += f"\n## nightledger.{name}\n\n{macro['description'].strip()}\n"
            if macro.get("arguments"):
                text += "\n| argument | type | meaning |\n|---|---|---|\n"
            for argument in macro.get("arguments", []):
                meaning = one_line(argument["description"])
                text += f"| `{argument['name']}` | {argument.get('type', '')} | {meaning} |\n"
    return text


COMMAND_LINE = Path(__file__).with_name("command_line.md")
"""What the page says of all verbs."""


def commands() -> str:
    """Describe every verb of the command line, in click's own words."""
    text = f"{GENERATED}\n# Command line\n\n{COMMAND_LINE.read_text()}"
    with click.Context(command_line, info_name="nightledger") as parent:
        return text + "".join(verbs(command_line, parent))


def verbs(group: click.Group, parent: click.Context) -> Iterator[str]:
    """Yield the section of each verb of a group, and of the verbs below it."""
    for name in group.list_commands(parent):
        command = group.commands[name]
        with click.Context(command, info_name=name, parent=parent, max_content_width=96) as one:
            if isinstance(command, click.Group):
                yield from verbs(command, one)
            else:
                yield f"\n## {one.command_path}\n\n```text\n{command.get_help(one)}\n```\n"


def write() -> None:
    """Write every page."""
    for path, text in pages().items():
        path.write_text(text)


if __name__ == "__main__":
    write()
