"""The command line: `nightledger <verb>`."""

from __future__ import annotations

import click

from nightledger import __version__
from nightledger.cli.ack import ack
from nightledger.cli.alerts import alerts
from nightledger.cli.doctor import doctor
from nightledger.cli.evidence import evidence
from nightledger.cli.failures import OneLineErrors
from nightledger.cli.ingest import ingest
from nightledger.cli.init import init
from nightledger.cli.metrics import metrics
from nightledger.cli.notify import notify
from nightledger.cli.report import report
from nightledger.cli.rescan import rescan
from nightledger.cli.seal import seal, verify
from nightledger.cli.silence import silence, unsilence
from nightledger.cli.sql import sql
from nightledger.cli.summary import summary
from nightledger.cli.tick import tick
from nightledger.cli.watch import watch

__all__ = ["main"]


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nightledger")
def main() -> None:
    """Every dbt, dlt and Dagster run on BigQuery on record."""


main.add_command(ack)
main.add_command(alerts)
main.add_command(doctor)
main.add_command(evidence)
main.add_command(ingest)
main.add_command(init)
main.add_command(metrics)
main.add_command(notify)
main.add_command(report)
main.add_command(rescan)
main.add_command(seal)
main.add_command(silence)
main.add_command(sql)
main.add_command(summary)
main.add_command(tick)
main.add_command(unsilence)
main.add_command(verify)
main.add_command(watch)
