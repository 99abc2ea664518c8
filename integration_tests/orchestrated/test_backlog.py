"""A ledger that begins in the middle of a deployment's life catches up with all of it."""

from __future__ import annotations

import os
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from orchestrated.world import open_world

if TYPE_CHECKING:
    from harness.target import Target

RUNS = int(os.environ.get("NIGHTLEDGER_BACKLOG_RUNS", "100"))
"""Each has 103 events, 60 of which and the run itself the ledger wants."""

MOST_SECONDS = 40.0
MOST_MEBIBYTES = 100.0
CATCH_UP_SECONDS = 600.0


@pytest.mark.row("D1")
def test_a_backlog_is_read_in_short_ticks_and_little_memory(
    bigquery: Target, ledger: str, storage_url: str | None
) -> None:
    if bigquery.url is None:
        pytest.skip("its speed is measured on the embedded BigQuery only")
    with open_world(bigquery, ledger, storage_url=storage_url, locations=["audit"]) as world:
        backlog = import_module("orchestrated.backlog")  # needs dagster
        events = backlog.write_backlog(world.home, runs=RUNS, apart=timedelta(minutes=1))
        world.start()
        world.wait_for(lambda: world.ticks(0) or world.failures(0), "the audit sensor is quiet")
        server = world.home.processes["audit"]
        first = server.mebibytes("VmHWM")
        world.wait_until_read(RUNS, CATCH_UP_SECONDS)
        outcome = world.catch_up("backlog")
        ticks = world.ticks(0)
        print(  # figures of docs/reliability.md
            f"{world.deployment}: {events} events, {outcome}, {len(ticks)} ticks, longest "
            f"{max(tick.seconds for tick in ticks):.1f} s, {first:.0f} MiB after the first, "
            f"{server.mebibytes('VmHWM'):.0f} MiB at the most"
        )
        assert world.failures(0) == []
        assert outcome.difference.is_none, str(outcome.difference)
        assert outcome.facts >= RUNS * 61
        assert max(tick.seconds for tick in ticks) <= MOST_SECONDS
        assert server.mebibytes("VmHWM") - first <= MOST_MEBIBYTES
