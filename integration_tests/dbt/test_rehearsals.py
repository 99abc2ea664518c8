"""Commands that see no rows, or only some, prove nothing about the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.specimen import Project

RESULTS = ("dbt_node_results", "dbt_test_results")


@pytest.mark.row("A2")
@pytest.mark.parametrize(("flag", "value"), [("--empty", None), ("--sample", "3 days")])
def test_a_rehearsal_is_on_record_and_its_results_are_not(
    project: Project, flag: str, value: str | None
) -> None:
    project.dbt("seed", "--vars", "{nightledger: {capture: false}}").succeeded()

    given = [flag, value] if value else [flag]
    result = project.dbt("build", "--select", "persons", *given)

    assert "[nightledger]" not in result.stdout
    assert [project.rows(table) for table in RESULTS] == [[], []]
    finished = project.row("dbt_invocations", "event = 'finished'")
    assert finished["result_count"] == 0
    assert finished["args"].keys() >= {flag.strip("-")}
    assert (
        finished["occurred_at"] > project.row("dbt_invocations", "event = 'started'")["occurred_at"]
    )
    reading = project.read(result)
    assert reading.problems == []
    assert reading.facts.keys() == {"dbt_invocations"}
    _, written = reading.facts["dbt_invocations"]
    assert {name: written[name] for name in written if written[name] != finished[name]} == {}
