"""A specimen whose dbt reaches BigQuery through a fault proxy."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.fault_proxy import FaultProxy
    from harness.specimen import Project
    from harness.target import Target


@pytest.fixture
def proxied(project: Project, bigquery: Target, fault_proxy: FaultProxy) -> Project:
    """Return a specimen nobody has run yet, behind `fault_proxy`."""
    return project.through(bigquery.through(fault_proxy.url))


@pytest.fixture(scope="session")
def ingest(bigquery: Target) -> Callable[[Path], str]:
    """Return `nightledger ingest <folder>` as a user runs it; it gives what the command said."""

    def run(folder: Path) -> str:
        command = ["-m", "nightledger", "ingest", str(folder), "--from-this-job"]
        here = {
            "NIGHTLEDGER_PROJECT": bigquery.project,
            "PYTHONPATH": ":".join(sys.path),
        }
        done = subprocess.run(
            [sys.executable, *command],
            env=bigquery.environment("unused") | here,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
