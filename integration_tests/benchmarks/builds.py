"""Count the jobs of a real `dbt build`, with the package and without."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from benchmarks.hooks import CLOCK_TOLERANCE
from harness.dbt import run_dbt
from harness.jobs import jobs_since

if TYPE_CHECKING:
    from benchmarks.project import BenchProject
    from harness.target import Target


#: What may become of a node: it worked, or its test found the rows that break it.
EXPECTED = {"success", "pass", "fail"}


def jobs_of_build(target: Target, project: BenchProject, dataset: str) -> int:
    """Run `dbt build` and count its query jobs; raises AssertionError when dbt breaks."""
    since = datetime.now(timezone.utc) - CLOCK_TOLERANCE
    result = run_dbt(project.folder, "build", env=target.environment(dataset))
    if unexpected := {node["status"] for node in result.run_results["results"]} - EXPECTED:
        message = f"dbt build left nodes in {unexpected}:\n{result.stdout}"
        raise AssertionError(message)
    client = target.client()
    count = len(jobs_since(client, since))
    client.close()  # type: ignore[no-untyped-call]
    return count
