"""Errors as one line and an exit code: 1 when something failed, 2 when the call was wrong."""

from __future__ import annotations

from typing import Any

import click

from nightledger.cli.printable import never_fail_to_write, printable
from nightledger.emulator import EmulatorError
from nightledger.errors import NightledgerError
from nightledger.redaction import redact_text


class OneLineErrors(click.Group):
    """A group whose verbs may raise our errors; people see the text, without secrets."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the base class's type
        """Run the verb."""
        never_fail_to_write()
        try:
            return super().invoke(ctx)
        except (NightledgerError, EmulatorError) as error:
            raise click.ClickException(printable(redact_text(str(error)))) from error
