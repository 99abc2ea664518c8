"""Where alerts.yml is: an option that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

config_option = click.option(
    "--config",
    "alerts_file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="NIGHTLEDGER_ALERTS",
    show_envvar=True,
    default=Path("alerts.yml"),
    show_default=True,
    help="Who is told what.",
)
