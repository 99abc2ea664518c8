"""`nightledger alerts`: look at alerts.yml and at what became of the alerts."""

from __future__ import annotations

import click

from nightledger.cli.alerts.check import check
from nightledger.cli.alerts.ledger import ledger
from nightledger.cli.alerts.preview import preview
from nightledger.cli.alerts.route import route
from nightledger.cli.alerts.trial import trial

__all__ = ["alerts"]


@click.group(short_help="Check and try alerts.yml; what became of alerts.")
def alerts() -> None:
    """Check alerts.yml, try it out, and ask what became of the alerts."""


alerts.add_command(check)
alerts.add_command(ledger)
alerts.add_command(preview)
alerts.add_command(route)
alerts.add_command(trial)
