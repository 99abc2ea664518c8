"""Run the embedded BigQuery in the foreground, for people who want to try things."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from nightledger.emulator.process import EmbeddedBigQuery, EmulatorError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console


def serve(console: Console, port: int = 0, data_dir: Path | None = None) -> None:
    """Start, say how to connect, and wait for Ctrl-C. Port 0 is any free one.

    Without `data_dir` all rows are gone afterwards. Raises EmulatorError when the emulator
    cannot start or ends by itself.
    """
    with console.status("Starting the embedded BigQuery (about 2 seconds) ..."):
        emulator = EmbeddedBigQuery.start(port=port, data_dir=data_dir)
    with emulator:
        try:
            console.print(how_to_connect(emulator), highlight=False, markup=False, soft_wrap=True)
            code = emulator.process.wait()
        except KeyboardInterrupt:
            console.print("Stopped.")
            return
        message = f"The embedded BigQuery ended by itself (exit code {code}):\n{emulator.log}"
        raise EmulatorError(message)


def how_to_connect(emulator: EmbeddedBigQuery) -> str:
    """Give what to type for dbt, for Google's client and for dlt."""
    kept = f"kept in {emulator.data_dir}" if emulator.data_dir else "gone when it stops"
    return dedent(
        f"""\
        BigQuery for trying things: {emulator.url} (Storage API: 127.0.0.1:{emulator.grpc_port})
        Project {emulator.project}. Rows are {kept}. Ctrl-C stops it.

        Google's client libraries and dlt
            export BIGQUERY_EMULATOR_HOST={emulator.url}

        dbt, in profiles.yml
            type: bigquery
            method: oauth-secrets
            token: not-a-secret
            api_endpoint: {emulator.url}
            project: {emulator.project}
            dataset: any_name
            location: US

        Python
            from google.auth.credentials import AnonymousCredentials
            from google.cloud import bigquery
            client = bigquery.Client(
                "{emulator.project}",
                AnonymousCredentials(),
                client_options={{"api_endpoint": "{emulator.url}"}},
            )
        """
    )
