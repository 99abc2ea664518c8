"""`nightledger init`: a first alerts.yml, and what to write into packages.yml."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from nightledger import __version__
from nightledger.cli.saying import say

PACKAGES = f"""\
Add to packages.yml, then run `dbt deps`:

packages:
  - git: "https://git.example.com/data/nightledger" # your copy of the repository
    revision: v{__version__}

Then:

  dbt run-operation nightledger.setup
  export TEAMS_URL=...              # the address of your channel's webhook
  nightledger alerts check
  nightledger alerts test data-team
  dbt build; nightledger tick
"""


@click.command(short_help="Write a starter alerts.yml.")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("alerts.yml"),
    show_default=True,
    help="File to write.",
)
def init(*, file: Path) -> None:
    """Write a starter alerts.yml and say what to do next; overwrite nothing."""
    text = files("nightledger.cli").joinpath("alerts.starter.yml").read_text(encoding="utf-8")
    try:
        with file.open("x", encoding="utf-8") as starter:
            starter.write(text)
    except FileExistsError as error:
        message = f"{file} is there already. Nothing was written; give another --config."
        raise click.ClickException(message) from error
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}."
        raise click.ClickException(message) from error
    say(f"{file}: one Teams channel hears of everything. Its address comes from TEAMS_URL.")
    say("")
    say(PACKAGES.rstrip("\n"))
