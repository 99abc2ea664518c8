"""Every command in the documentation has the verbs and options that the command line has."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest
from harness.dbt import REPOSITORY
from nightledger.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.row("F4")
BLOCK = re.compile(r"^```(?:bash|sh|cron)\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"""(?:^|[;&] )(nightledger (?:"[^"]*"|'[^']*'|[^;&"'])+)""")
PAGES = [*(REPOSITORY / "docs").rglob("*.md"), REPOSITORY / "README.md"]
ENDS = {"&&", "||", ";", ">>", ">", "|"}


def commands() -> Iterator[tuple[str, str]]:
    """Yield every command of ours that a reader may copy, with its page."""
    for page in sorted(PAGES):
        for block in BLOCK.findall(page.read_text()):
            for line in block.replace("\\\n", " ").splitlines():
                for typed in COMMAND.findall(line):
                    yield page.relative_to(REPOSITORY).as_posix(), typed


ALL = sorted(set(commands()))


@pytest.mark.parametrize(("page", "typed"), ALL, ids=[typed for _, typed in ALL])
def test_a_command_can_be_typed_as_it_stands(page: str, typed: str) -> None:
    words = shlex.split(typed, comments=True)[1:]
    end = next((place for place, word in enumerate(words) if word in ENDS), len(words))
    command: click.Command = main
    context, rest = click.Context(main, info_name="nightledger"), words[:end]
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None, f"{page}: no command {name}"
        command, context = found, click.Context(found, info_name=name, parent=context)
    _, left, _ = command.make_parser(context).parse_args(list(rest))
    assert left == [], f"{page}: {typed}"


def test_there_are_commands_to_look_at() -> None:
    assert len(ALL) > 40
