"""`nightledger emulator`: BigQuery on this machine, for trying things."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: any free port.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep rows in this folder. Default: they are gone afterwards.",
)
def emulator(*, port: int, data_dir: Path | None) -> None:
    """Start an embedded BigQuery, say how to connect, and wait for Ctrl-C."""
    from nightledger.emulator import serve  # noqa: PLC0415 - its own verb only

    serve(Console(), port=port, data_dir=data_dir)
