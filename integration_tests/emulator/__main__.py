"""`make emulator`: the embedded BigQuery in the foreground, for trying things."""

from __future__ import annotations

import sys
from textwrap import dedent

from rich.console import Console

from .process import EmbeddedBigQuery, EmulatorError


def serve(console: Console) -> None:
    """Start, say how to connect, and wait for Ctrl-C; all rows are gone afterwards.

    Raises EmulatorError when the emulator cannot start or ends by itself.
    """
    with console.status("Starting the embedded BigQuery (about 2 seconds) ..."):
        emulator = EmbeddedBigQuery.start()
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
    """Return what to type for dbt, for Google's client and for dlt."""
    return dedent(
        f"""\
        BigQuery for trying things: {emulator.url} (Storage API: 127.0.0.1:{emulator.grpc_port})
        Project {emulator.project}. Rows are gone when it stops. Ctrl-C stops it.

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


if __name__ == "__main__":
    try:
        serve(Console())
    except EmulatorError as problem:
        sys.exit(str(problem))
