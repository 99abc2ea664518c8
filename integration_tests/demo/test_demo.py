"""The README's first command, as a stranger types it."""

from __future__ import annotations

import os
import subprocess

import pytest
from harness.dbt import REPOSITORY

OUTSIDE_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONPATH"}


def make(*arguments: str) -> str:
    """Run make in the checkout and give what it printed; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if name not in OUTSIDE_MAKE}
    done = subprocess.run(
        ["make", *arguments],  # noqa: S607 - the user's make
        cwd=REPOSITORY,
        env=environment | {"COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.row("F1")
@pytest.mark.row("F3")
def test_the_demo_tells_what_failed_which_values_offended_and_since_when() -> None:
    told = make("demo")
    assert told.index("Day 1") < told.index("Day 2") < told.index("Day 3") < told.index("Go on")
    assert "exit code 1" in told
    assert "customer_id=C0323 (n_records=2)" in told
    assert "iban=***" in told
    assert "first_seen_at" in told
    assert "✓✓✓✓✓✓✓✓✗" in told
    answer = make("ask", "q=select state from vw_recent_failures where is_critical")
    assert "resolved" in answer
