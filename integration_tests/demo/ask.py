"""`make ask q="select ..."`: one question to the ledger of the last demo."""

from __future__ import annotations

import sys

import click
from nightledger.cli import main as command_line

from .place import HOME, opened


def main() -> None:
    """Answer the question on the command line as `nightledger sql` does."""
    if not HOME.exists():
        click.echo("There is no demo yet. Run: make demo", err=True)
        sys.exit(1)
    with opened():
        command_line(["sql", *sys.argv[1:]])


if __name__ == "__main__":
    main()
