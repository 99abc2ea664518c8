"""A ledger that begins in the middle of a deployment's life catches up with all of it."""

from __future__ import annotations

import os
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from orchestrated.world import SENSORS, open_world

if TYPE_CHECKING:
    from harness.target import Target

RUNS = int(os.environ.get("NIGHTLEDGER_BACKLOG_RUNS", "100"))
"""Each has 103 events, 60 of which and the run itself the ledger wants."""

BUDGET_SECONDS = "4"
"""A tenth of the real one: several ticks are needed, each of which begins where one has stopped."""

MOST_MEBIBYTES = 100.0
CATCH_UP_SECONDS = 600.0


@pytest.mark.row("D2", "A11")
def test_a_backlog_is_read_in_short_ticks_and_little_memory(
    bigquery: Target, ledger: str, storage_url: str | None
) -> None:
    if bigquery.url is None:
        pytest.skip("its speed is measured on the embedded BigQuery only")
    with open_world(
        bigquery,
        ledger,
        storage_url=storage_url,
        locations=["audit"],
        AUDIT_BUDGET_SECONDS=BUDGET_SECONDS,
        DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS="300",  # on the slowest machine
    ) as world:
        backlog = import_module("orchestrated.backlog")  # needs dagster
        events = backlog.write_backlog(world.home, runs=RUNS, apart=timedelta(minutes=1))
        world.start()
        world.wait_for(lambda: world.all_ticks(*SENSORS, since=0), "the audit sensor is quiet")
        server = world.home.processes["audit"]
        first = server.mebibytes("VmHWM")
        world.wait_until_read(RUNS, CATCH_UP_SECONDS)
        outcome = world.catch_up("backlog")
        longest = max(tick.seconds for tick in world.ticks(0))
        most = server.mebibytes("VmHWM")
        print(
            f"{world.deployment}: {events} events, {outcome}, {len(world.ticks(0))} ticks, longest "
            f"{longest:.1f} s, {first:.0f} MiB after the first, {most:.0f} MiB at the most"
        )
        assert world.failures(0) == []
        assert outcome.difference.is_none, str(outcome.difference)
        assert outcome.facts >= RUNS * 61
        assert most - first <= MOST_MEBIBYTES
