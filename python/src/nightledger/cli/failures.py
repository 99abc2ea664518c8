"""Errors as one line and an exit code: 1 when something failed, 2 when the call was wrong."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

import click

from nightledger.cli.saying import printable, say, take_any_character
from nightledger.errors import NightledgerError
from nightledger.redaction import redact_text


class OneLineErrors(click.Group):
    """A group whose verbs may raise our errors; people see the text, without secrets."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - the base class's types
        """Run the command line.

        A full disk, a folder nobody may write to and the like are one line too, whoever wrote.
        """
        take_any_character()
        try:
            return super().main(*args, **extra)
        except OSError as error:
            say(f"Error: {redact_text(words_of(error))}", err=True)
            forget_output()
            raise SystemExit(1) from error

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the base class's type
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except NightledgerError as error:
            raise click.ClickException(printable(redact_text(str(error)))) from error
        except click.UsageError as error:
            raise click.UsageError(printable(error.format_message()), error.ctx) from error
        except click.ClickException as error:
            raise click.ClickException(printable(error.format_message())) from error


def words_of(error: OSError) -> str:
    """Say what could not be read or written, such as on a full disk, and why."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or type(error).__name__}."


def forget_output() -> None:
    """Let what standard output could not take be lost, or Python complains of it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
