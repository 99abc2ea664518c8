"""The moments at which a dbt command writes to the ledger, as requests the fault proxy can pick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.fault_proxy import Match

if TYPE_CHECKING:
    from harness.specimen import Project, Row

JOBS = r"/jobs\b"
CREATE = Match(method="POST", path=JOBS, sql="create table if not exists")
START = Match(method="POST", path=JOBS, sql=r'insert into \S+`dbt_invocations`.*"started"')
SAMPLE = Match(method="POST", path=JOBS, sql="declare test, answers string")
END = Match(method="POST", path=JOBS, sql=r'insert into \S+`dbt_invocations`.*"finished"')
#: The view of the specimen whose tests fail.
PERSONS = Match(method="POST", path=JOBS, sql=r"create or replace view \S+`persons`")

RESULTS = ("dbt_node_results", "dbt_test_results")
#: A build of these takes little time, and three of its tests find offending rows.
BUILD = ("build", "--select", "people", "persons")
BUILD_RESULTS = 8


def results(project: Project) -> list[Row]:
    """Return every result on record."""
    return [row for table in RESULTS for row in project.rows(table)]


def assert_complete(project: Project) -> None:
    """Check that the only command has its two events and each of its results once."""
    events = project.rows("dbt_invocations")
    assert sorted(row["event"] for row in events) == ["finished", "started"]
    assert len({row["invocation_id"] for row in events}) == 1
    ids = [row["row_id"] for row in results(project)]
    assert len(ids) == len(set(ids)) == BUILD_RESULTS
    assert {row["result_count"] for row in events} == {None, BUILD_RESULTS}
