"""What importing the shim brings along."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys
import nightledger.dagster
from nightledger.dagster import LedgerResource, audit_sensor
ledger = LedgerResource(project="p", dataset="d")
audit_sensor(ledger)
print(json.dumps(sorted(sys.modules)))
"""
UNWANTED = ("dagster_dbt", "dagster_dlt", "dbt", "dlt", "google.cloud.bigquery", "pandas")


@pytest.mark.row("D1")
def test_importing_the_shim_loads_neither_dbt_nor_dlt_nor_bigquery() -> None:
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout)
    assert not [
        name for name in loaded for one in UNWANTED if name == one or name.startswith(f"{one}.")
    ]
