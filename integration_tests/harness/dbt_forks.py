"""Run dbt as a fork of a process that has imported it already.

A command keeps a process of its own, with its folder, variables, arguments and output; it saves
the two and a half seconds of CPU which importing dbt and its adapter costs.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.context import ForkServerContext
    from pathlib import Path

IMPORTED = ("dbt.cli.main", "dbt.adapters.bigquery")
READ_AT_START = ("LD_", "PYTHON")
"""Beginnings of variables which only a new process obeys."""


def can_fork(environment: Mapping[str, str]) -> bool:
    """Return whether a fork of this process's server obeys all of these variables."""
    names = {*environment, *os.environ}
    return all(
        environment.get(name) == os.environ.get(name)
        for name in names
        if name.startswith(READ_AT_START)
    )


@cache
def server() -> ForkServerContext:
    """Return the context whose processes are forks of one that imported dbt."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED))
    return context


def run_forked(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    output: Path,
    seconds: float,
) -> int:
    """Run `dbt <arguments>` and return its exit code; all it prints goes to the file `output`.

    Raises subprocess.TimeoutExpired after killing a command that takes longer.
    """
    process = server().Process(
        target=run_command,
        args=(list(arguments), str(folder), dict(environment), str(output)),
    )
    process.start()
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(["dbt", *arguments], seconds)
    return process.exitcode


def run_command(
    arguments: list[str], folder: str, environment: dict[str, str], output: str
) -> None:
    """Become the command; ends with SystemExit, as dbt's command line does."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for ours, standard in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(ours, standard)
    sys.argv = ["dbt", *arguments]
    from dbt.cli.main import cli  # noqa: PLC0415 - imported by the server already

    sys.exit(cli())
