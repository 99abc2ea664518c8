"""`nightledger summary`: what failed in a dbt command, for the page of a CI job."""

from __future__ import annotations

from pathlib import Path

import click

from nightledger.cli.saying import say
from nightledger.redaction import redact_text


@click.command(short_help="Say what failed in a dbt command, for CI.")
@click.argument("folder", type=click.Path(path_type=Path), default="target")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["markdown", "text"]),
    default="markdown",
    show_default=True,
    help="How to write it.",
)
def summary(*, folder: Path, shape: str) -> None:
    """Say what failed in the dbt command that left its artifacts in FOLDER.

    Needs no BigQuery. For example: nightledger summary target/ >> "$GITHUB_STEP_SUMMARY". The exit
    code is 1 when the artifacts cannot be read, never because something in them failed.
    """
    from nightledger.artifacts import Options, read_folder  # noqa: PLC0415 - only with a folder
    from nightledger.cli.summing import as_markdown, as_text, results_of  # noqa: PLC0415 - as above

    reading = read_folder(folder, Options(environment="ci"))
    for line in reading.notes + reading.problems:
        say(redact_text(line), err=True)
    if reading.facts:
        write = {"markdown": as_markdown, "text": as_text}[shape]
        say("\n".join(write(results_of(reading))))
    if reading.problems:
        raise click.exceptions.Exit(1)
