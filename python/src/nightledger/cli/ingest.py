"""`nightledger ingest`: dbt artifacts onto the record."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import track

from nightledger.artifacts import Options
from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from nightledger.ingest import Ingest


@click.command(short_help="Put on record what dbt left in target/.")
@click.argument("folders", nargs=-1, metavar="FOLDER...", type=click.Path(path_type=Path))
@click.option(
    "--dbt-platform",
    "runs",
    multiple=True,
    metavar="URL",
    help="Page of a run on the dbt platform: its artifacts are downloaded. Repeatable.",
)
@click.option(
    "--token",
    envvar="DBT_PLATFORM_TOKEN",
    show_envvar=True,
    help="Service account's token there. Say it by the variable: a command line is seen by others.",
)
@click.option(
    "--shift-days",
    type=click.IntRange(min=0),
    default=0,
    help="Move the facts this many days into the past, marked as such. For demonstrations.",
)
@click.option("--environment", help="Environment of the facts. Default: as the project has it.")
@click.option("--run-url-template", help="Link to a run. Default: as the project has it.")
@click.option("--artifacts-url-template", help="Link to artifacts. Default: as the project has it.")
@click.option(
    "--from-this-job",
    is_flag=True,
    help="dbt ran in this very job: read commit, person and orchestrator from its variables.",
)
@connection_options
def ingest(  # noqa: PLR0913 - one argument per option
    *,
    connection: Connection,
    folders: tuple[Path, ...],
    runs: tuple[str, ...],
    token: str | None,
    shift_days: int,
    environment: str | None,
    run_url_template: str | None,
    artifacts_url_template: str | None,
    from_this_job: bool,
) -> None:
    """Put on record what dbt left in each FOLDER (target/), as the hooks would have.

    Reads manifest.json with run_results.json and sources.json. What is on record already is not
    written again. A damaged file is named and the others are read; the exit code is 1 then.
    """
    if not folders and not runs:
        message = "Give a FOLDER, or --dbt-platform."
        raise click.UsageError(message)
    if runs and not token:
        message = "--dbt-platform needs a token: set DBT_PLATFORM_TOKEN."
        raise click.UsageError(message)
    from nightledger.ingest import Ingest  # noqa: PLC0415 - heavy

    options = Options(
        environment=environment,
        run_url_template=run_url_template,
        artifacts_url_template=artifacts_url_template,
        shift_days=shift_days,
        variables=os.environ if from_this_job else {},
    )
    work = Ingest(connect=connection.client, options=options, dataset=connection.dataset)
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="nightledger-") as place:
        fetched = [fetch(run, token or "", Path(place) / str(n)) for n, run in enumerate(runs)]
        everything = (*folders, *fetched)
        work.add_all(
            track(
                everything,
                description="Reading artifacts",
                console=console,
                transient=True,
                disable=len(everything) == 1,
            )
        )
    report(work, len(everything))


def fetch(run: str, token: str, folder: Path) -> Path:
    """Download the artifacts of a run into a folder of their own; return it."""
    from nightledger.dbt_platform import fetch_run  # noqa: PLC0415 - its option only

    folder.mkdir()
    fetch_run(run, token, folder)
    return folder


def report(work: Ingest, folder_count: int) -> None:
    """Say what was written and what was not. Exits with 1 when there were problems."""
    for line in work.notes + work.problems:
        say(redact_text(line), err=True)
    say(
        f"{work.inserted:,} facts written, {work.already_there:,} were on record already, "
        f"from {folder_count:,} folder{'s' if folder_count > 1 else ''}."
    )
    if work.problems:
        say(f"{len(work.problems)} could not be read; see above.", err=True)
        raise SystemExit(1)
