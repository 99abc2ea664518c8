"""Faults between Dagster and the ledger, made to happen to real daemons and code servers.

Afterwards the ledger is compared with Dagster's own storage: every run, event of a step, asset or
check, and tick is there, once. A test adds to what the ones before it have left.
"""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from harness.fault_proxy import Match
from harness.passing_time import let_pass
from watch.scene import statements

if TYPE_CHECKING:
    from harness.fault_proxy import FaultProxy
    from orchestrated.world import World

pytestmark = pytest.mark.row("D2", "A5", "A6", "A7", "A11")
APPENDS = Match(sql="insert into")
EVERYTHING = 1_000_000
PROCEDURES = ("look_at", "look")
VIEWS = ("vw_open_problems",)


def is_whole(world: World, name: str) -> None:
    """Wait until the sensor has caught up, and compare."""
    outcome = world.catch_up(name)
    print(f"{world.deployment}, {name}: {outcome}")  # figures of docs/reliability.md
    assert outcome.difference.is_none, str(outcome.difference)


def test_all_that_happens_is_on_record_once(world: World) -> None:
    world.ask_for("day")
    world.ask_for("bad_day")
    world.report_outside_a_run()
    world.wait_for_runs("day", "bad_day")
    is_whole(world, "no fault")


def test_a_run_killed_in_mid_step_is_on_record_with_events_committed_late(
    world: World,
) -> None:
    world.ask_for("endless")
    worker = world.wait_for_worker()
    with world.committed_late("endless"):
        began = time.time()
        world.wait_for(lambda: len(world.ticks(began)) > 1, "the audit sensor is quiet")
    os.kill(worker, signal.SIGKILL)
    world.wait_for_runs("endless")
    is_whole(world, "run killed in mid-step, events committed late")


def test_what_is_written_after_a_run_has_ended_is_found_some_time_later(
    world: World,
) -> None:
    world.run_here("day")
    began = time.time()
    world.wait_for(lambda: world.ticks(began), "the audit sensor is quiet")
    world.report_again("day")
    is_whole(world, "event after the end of its run")


def test_a_killed_daemon_catches_up_when_it_is_back(world: World) -> None:
    seen = len(world.proxy.seen(APPENDS))
    world.proxy.delay(APPENDS, seconds=2)
    world.wait_for(lambda: len(world.proxy.seen(APPENDS)) > seen, "it writes nothing")
    world.home.kill("daemon")
    world.run_here("day", "bad_day")
    world.ask_for("clock")
    world.home.start_daemon()
    is_whole(world, "daemon killed while it wrote")


def refuse(proxy: FaultProxy) -> None:
    proxy.lose_request(times=EVERYTHING)


def fail(proxy: FaultProxy) -> None:
    proxy.fail(status=500, times=EVERYTHING)


def hang(proxy: FaultProxy) -> None:
    proxy.delay(seconds=600, times=EVERYTHING)


FAULTS = {"on sqlite": (refuse, fail, hang), "on postgres": (refuse,)}
"""How BigQuery fails has nothing to do with where Dagster keeps its events."""


def test_what_happens_while_bigquery_is_away_is_written_when_it_is_back(
    world: World,
) -> None:
    world.run_here("day")
    for fault in FAULTS[world.deployment]:
        world.proxy.clear()
        fault(world.proxy)
        began = time.time()
        world.report_outside_a_run()
        world.wait_for(lambda: world.failures(began), "no tick fails")  # noqa: B023 - used at once
    world.proxy.clear()
    is_whole(
        world,
        "BigQuery away: " + ", ".join(f.__name__ for f in FAULTS[world.deployment]),
    )


def test_a_write_whose_answer_was_lost_is_not_written_again(world: World) -> None:
    world.proxy.lose_response(APPENDS, times=2)
    world.run_here("day")
    is_whole(world, "answer to a write lost")


def test_code_that_does_not_load_and_comes_back_with_a_renamed_sensor_loses_nothing(
    world: World,
) -> None:
    world.home.serve("audit", AUDIT_IS_BROKEN="1")
    began = time.time()
    world.run_here("day")
    world.wait_for(lambda: len(world.all_ticks("broken", since=began)) > 1, "nothing ticks")
    assert world.ticks(began) == []
    world.home.serve("audit", AUDIT_NAME="renamed_audit")
    is_whole(world, "code did not load; sensor renamed, its cursor gone")
    assert {tick.name for tick in world.ticks(began)} == {"renamed_audit"}


@pytest.mark.row("B8", "C10")
@pytest.mark.parametrize("storage_url", ["sqlite"], indirect=True)
def test_a_dead_daemon_and_its_missing_runs_are_seen_from_bigquery_alone(
    world: World,
) -> None:
    world.home.kill("daemon")
    for statement in statements(world.dataset, PROCEDURES, VIEWS):
        world.client.query(statement).result()
    let_pass(world.client, world.dataset, timedelta(minutes=30))
    world.client.query(f"call {world.dataset}.look()").result()
    sql = f"select kind, subject, message from {world.dataset}.vw_open_problems"
    found = [tuple(row.values()) for row in world.client.query(sql).result()]
    print(*found, sep="\n")
    assert ("heartbeat", f"Dagster deployment {world.deployment}") in {row[:2] for row in found}
    assert ("missing run", "schedule beside_the_sensor") in {row[:2] for row in found}
