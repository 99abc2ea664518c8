"""`nightledger metrics`: how it stands, for Prometheus."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import give

GIB = 1024**3
FILE_MODE = 0o644
"""Whoever collects the file may be another user, as node_exporter is."""


@click.command(short_help="Print how it stands as metrics, for Prometheus.")
@click.option("--environment", default="", help="Only this environment. Default: all.")
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write instead, whole at once, such as for node_exporter's textfile collector.",
)
@click.option(
    "--max-gib",
    type=click.FloatRange(min=0, min_open=True),
    default=10,
    show_default=True,
    help="Refuse a question that reads more than this many GiB.",
)
@connection_options
def metrics(*, connection: Connection, environment: str, file: Path | None, max_gib: float) -> None:
    """Print how it stands in Prometheus' text format.

    Each question is billed like any other: ask every quarter of an hour, not every 15 seconds.
    """
    from nightledger.metrics import as_text, ask  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    found = ask(
        connection.client(dataset),
        dataset,
        environment=environment,
        maximum_bytes_billed=int(max_gib * GIB),
    )
    text = as_text(found)
    if file is None:
        give(text.removesuffix("\n"))
    else:
        replace_file(file, text)


def replace_file(file: Path, text: str) -> None:
    """Write a file so that who reads it never sees half of it. Raises OSError."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.chmod(FILE_MODE)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
