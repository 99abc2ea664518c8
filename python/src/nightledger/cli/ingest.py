"""`nightledger ingest`: dbt artifacts onto the record."""

from __future__ import annotations

import os
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
@click.argument(
    "folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path(path_type=Path)
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
    work.add_all(
        track(
            folders,
            description="Reading artifacts",
            console=console,
            transient=True,
            disable=len(folders) == 1,
        )
    )
    report(work, len(folders))


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
