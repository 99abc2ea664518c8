"""What the audit sensor costs: 50,000 events it has not read yet, and then a quiet deployment.

A real daemon ticks a real code server; seconds are Dagster's own, from a tick's beginning to its
end. On SQLite and, where it is installed, on PostgreSQL.
"""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from harness.fault_proxy import Match
from harness.fixtures import open_ledger
from harness.postgres import Postgres, find_programs
from orchestrated.backlog import write_backlog
from orchestrated.world import open_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.cloud.bigquery import Client
    from harness.target import Target
    from orchestrated.world import World

    Say = Callable[[str], None]

RUNS = 500
QUIET_TICKS = 7
CATCH_UP_SECONDS = 1_200.0
QUIET_SECONDS = 300.0
QUIET_TICKS_WAIT = 60.0
"""The ticks of a sensor that went well are written once a minute."""

UNHURRIED = {"AUDIT_IS_HURRIED": "", "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": "60"}
"""Times as they are by default."""

JOBS = Match(method="POST", path=r"/(jobs|queries)(\?|$)")


def measure_sensor(target: Target, say: Say) -> dict[str, float]:
    """Measure on each storage there is."""
    client = target.client()
    values = measure_storage(target, client, None, "sqlite", say)
    if find_programs() is None:
        say("there is no PostgreSQL: `make postgres`")
    else:
        with Postgres.start() as server:
            url = server.create_database("dagster")
            values |= measure_storage(target, client, url, "postgres", say)
    client.close()  # type: ignore[no-untyped-call]
    return values


def measure_storage(
    target: Target, client: Client, storage_url: str | None, name: str, say: Say
) -> dict[str, float]:
    """Measure on one storage; raises AssertionError when anything is lost or doubled."""
    with (
        open_ledger(client) as dataset,
        open_world(
            target, dataset, storage_url=storage_url, locations=["audit"], **UNHURRIED
        ) as world,
    ):
        events = write_backlog(world.home, runs=RUNS, apart=timedelta(minutes=1))
        say(f"{name}: {events} events are there")
        world.start()
        values = catch_up(world) | rest(world)
        say(f"{name}: {values}")
    return {f"sensor_{name}_{key}": value for key, value in values.items()}


def catch_up(world: World) -> dict[str, float]:
    """Read the backlog."""
    world.wait_until_read(RUNS, CATCH_UP_SECONDS)
    jobs, read_at = len(world.proxy.seen(JOBS)), time.time()
    outcome = world.catch_up("backlog")
    if not outcome.difference.is_none:
        time.sleep(QUIET_TICKS_WAIT)
        outcome = world.catch_up("backlog")
    assert outcome.difference.is_none, str(outcome.difference)
    ticks = [tick for tick in world.ticks(0) if tick.began_at < read_at]
    return {
        "backlog_seconds": sum(tick.seconds for tick in ticks),
        "backlog_ticks": len(ticks),
        "backlog_longest_tick_seconds": max(tick.seconds for tick in ticks),
        "backlog_facts": outcome.facts,
        "backlog_jobs": jobs,
        "mebibytes": world.home.processes["audit"].mebibytes("VmHWM"),
    }


def rest(world: World) -> dict[str, float]:
    """Tick while nothing happens."""
    began = time.time()
    world.proxy.clear()
    world.wait_for(lambda: len(world.ticks(began)) > QUIET_TICKS, "no ticks", QUIET_SECONDS)
    jobs, ticks = len(world.proxy.seen(JOBS)), world.ticks(began)
    return {
        "quiet_seconds": median(tick.seconds for tick in ticks),
        "quiet_jobs": jobs / len(ticks),
    }
