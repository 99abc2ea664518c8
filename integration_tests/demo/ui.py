"""`make demo-ui`: Dagster's web page and its daemon on the last demo, until Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from .place import DAGSTER_HOME, UI_PORT, opened

PROGRAMS = Path(sys.executable).parent
CLICKS = f"""
  http://127.0.0.1:{UI_PORT}

  Lineage       the graph: deliveries, dbt, files, report, notification; a red dot is a check
  Runs          the failed one: which step, which check; its dbt log under "stdout"
  Catalog       stg_lender__customers, Checks: the critical test, failed and passed again
  Automation    the schedule, the file sensor and nightledger_audit, which keeps the ledger
                up to date from here on: drop a file such as 2026-11-20.json that says
                {{"variant": "bad_payments"}} into .demo/lender/landing, and see a run begin

  Ctrl-C ends it.
"""


def main() -> None:
    """Serve until the person has seen enough."""
    if not DAGSTER_HOME.exists():
        click.echo("There is no demo yet. Run: make demo", err=True)
        sys.exit(1)
    with opened():
        click.echo(CLICKS)
        serve()


def serve() -> None:
    """Run `dagster dev` on loopback; the person's Ctrl-C reaches it too, and it ends by itself."""
    command = [
        str(PROGRAMS / "dagster"),
        "dev",
        "--module-name",
        "lender.orchestration.definitions",
    ]
    command += ["--host", "127.0.0.1", "--port", str(UI_PORT), "--log-level", "warning"]
    path = f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}"
    with subprocess.Popen(command, env=os.environ | {"PATH": path}) as process:
        try:
            process.wait()
        except KeyboardInterrupt:
            process.wait()


if __name__ == "__main__":
    main()
