"""What the command line says of itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner
from nightledger.cli import main

pytestmark = pytest.mark.row("F4")


@pytest.mark.parametrize("group", [(), ("alerts",)])
def test_every_verb_is_said_whole_in_eighty_columns(group: tuple[str, ...]) -> None:
    said = CliRunner().invoke(main, [*group, "--help"], terminal_width=80).output
    verbs = said.partition("Commands:\n")[2].splitlines()
    assert verbs
    assert all(line.rstrip().endswith(".") and not line.endswith("...") for line in verbs)
    assert all(len(line) <= 80 for line in verbs)


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "nightledger", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout == CliRunner().invoke(main, ["--version"]).output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_verbs(shell: str) -> None:
    code = "from nightledger.cli import main; main(prog_name='nightledger')"
    asked = {"_NIGHTLEDGER_COMPLETE": f"{shell}_source", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", code],
        env={**asked, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "_NIGHTLEDGER_COMPLETE" in done.stdout
