"""Two dbt commands write to the ledger at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from faults.moments import END, START, results

if TYPE_CHECKING:
    from harness.fault_proxy import FaultProxy
    from harness.specimen import Project

TEST = ("test", "--select", "persons")
TESTS_FAILED = 1
TEST_COUNT = 6


@pytest.mark.row("A11")
def test_two_commands_that_start_and_end_together_are_both_recorded_once(
    proxied: Project, fault_proxy: FaultProxy
) -> None:
    proxied.dbt("run-operation", "nightledger.setup").succeeded()
    proxied.dbt(
        "build",
        "--select",
        "people",
        "persons",
        "--vars",
        "{nightledger: {capture: false}}",
    )
    for moment in (START, END):
        fault_proxy.gather(moment, parties=2)

    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda side: proxied.dbt(*TEST, side=side), ("_one", "_two")))

    assert [run.returncode for run in runs] == [TESTS_FAILED, TESTS_FAILED]
    assert not any("[nightledger]" in run.stdout for run in runs)
    commands = {run.run_results["metadata"]["invocation_id"] for run in runs}
    assert len(commands) == 2
    events = {(row["invocation_id"], row["event"]) for row in proxied.rows("dbt_invocations")}
    assert events == {(command, event) for command in commands for event in ("started", "finished")}
    rows = results(proxied)
    assert len(rows) == len({row["row_id"] for row in rows}) == 2 * TEST_COUNT
    assert {row["invocation_id"] for row in rows} == commands
