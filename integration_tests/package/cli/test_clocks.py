"""Hosts whose clock is behind or ahead: BigQuery's decides."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from harness.clock import shifted_environment

if TYPE_CHECKING:
    from google.cloud.bigquery import Client
    from harness.target import Target

WITHIN = timedelta(minutes=5)


def run(bigquery: Target, ledger: str, shift: timedelta, *arguments: str) -> None:
    """Run the command line on a host whose clock is shifted."""
    here = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "USER": "ada",
        "PYTHONPATH": ":".join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nightledger", *arguments],
        env=shifted_environment(datetime.now(timezone.utc) + shift)
        | bigquery.environment("unused")
        | here,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.row("C4")
@pytest.mark.row("C15")
@pytest.mark.parametrize("shift", [timedelta(days=-10), timedelta(hours=-3), timedelta(hours=3)])
def test_a_silence_holds_from_now_whatever_the_host_takes_for_now(
    bigquery: Target, client: Client, ledger: str, shift: timedelta
) -> None:
    run(bigquery, ledger, shift, "silence", "--asset", "a", "--for", "2h", "--comment", "c")
    [row] = client.query(f"select * from `{ledger}`.alert_silences").result()
    assert abs(row["starts_at"] - datetime.now(timezone.utc)) < WITHIN
    assert row["ends_at"] - row["starts_at"] == timedelta(hours=2)
    run(bigquery, ledger, shift, "unsilence", row["silence_id"])
    sql = f"select * from `{ledger}`.alert_silences where event = 'ended'"
    [ended] = client.query(sql).result()
    assert row["starts_at"] <= ended["ends_at"] <= datetime.now(timezone.utc)
