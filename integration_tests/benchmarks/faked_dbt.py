"""Run the real dbt with nodes that take no time, and measure its hooks.

    python faked_dbt.py MEASURES.json COPIES <dbt arguments>

Parsing, compiling, results, hooks and their statements are dbt's own. Only the execution of
models and tests is replaced: each answers at once with what BigQuery usually says about a job.
With COPIES above 1 the results reach the end hook that many times, each copy as a node of its
own. MEASURES.json gets one entry per kind of hook.
"""

from __future__ import annotations

import copy
import json
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from dbt.adapters.bigquery.connections import BigQueryConnectionManager
from dbt.artifacts.schemas.results import RunStatus
from dbt.artifacts.schemas.run import RunResult
from dbt.cli.main import dbtRunner
from dbt.task.run import ModelRunner, RunTask
from dbt.task.test import TestResultData, TestRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOST = "lost"


@dataclass(slots=True)
class HookTimes:
    """Seconds of one kind of hook; `cpu` is the main thread's, without what sending SQL took."""

    wall: float = 0.0
    cpu: float = 0.0
    sql_wall: float = 0.0
    sql_cpu: float = 0.0
    statements: list[int] = field(default_factory=list)


class Probe:
    """Times hooks, and the statements within them."""

    def __init__(self) -> None:
        self.hooks: dict[str, HookTimes] = {}
        self.current: HookTimes | None = None

    @contextmanager
    def hook(self, name: str) -> Iterator[None]:
        """Measure one kind of hook."""
        self.current = times = self.hooks.setdefault(name, HookTimes())
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            times.wall = time.perf_counter() - wall
            times.cpu = time.thread_time() - cpu - times.sql_cpu
            self.current = None

    @contextmanager
    def statement(self, sql: str) -> Iterator[None]:
        """Measure one statement, when it belongs to a hook."""
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            if self.current:
                self.current.sql_wall += time.perf_counter() - wall
                self.current.sql_cpu += time.thread_time() - cpu
                self.current.statements.append(len(sql.encode()))


def main(measures: Path, copies: int, arguments: list[str]) -> int:
    """Run dbt and write what was measured; the exit code is dbt's."""
    probe = Probe()
    fake_execution()
    measure_hooks(probe, copies)
    outcome = dbtRunner().invoke(arguments)
    measures.write_text(json.dumps({name: asdict(times) for name, times in probe.hooks.items()}))
    return 2 if outcome.exception else int(not outcome.success)


def fake_execution() -> None:
    """Let models and tests answer at once."""

    def execute_model(_: Any, model: Any, manifest: Any) -> RunResult:  # noqa: ANN401, ARG001
        return RunResult(
            status=RunStatus.Success,
            timing=[],
            thread_id=threading.current_thread().name,
            execution_time=0,
            adapter_response=job("CREATE VIEW", 0),
            message="CREATE VIEW (0 processed)",
            failures=None,
            node=model,
            batch_results=None,
        )

    def execute_test(_: Any, test: Any, manifest: Any) -> TestResultData:  # noqa: ANN401, ARG001
        values = test.test_metadata.kwargs.get("values")
        fails = values is not None and LOST not in values
        return TestResultData(
            failures=int(fails),
            should_warn=fails,
            should_error=fails,
            adapter_response=job("SELECT", 1),
        )

    replace(ModelRunner, "execute", execute_model)
    replace(TestRunner, "execute_data_test", execute_test)


def replace(owner: type, name: str, function: Callable[..., Any]) -> None:
    """Put a function in the place of one of dbt's methods."""
    setattr(owner, name, function)


def job(code: str, rows: int) -> dict[str, Any]:
    """Return what BigQuery says about a small job."""
    return {
        "_message": f"{code} ({rows} rows, 35.9 KiB processed)",
        "code": code,
        "rows_affected": rows,
        "bytes_processed": 36_800,
        "bytes_billed": 10_485_760,
        "location": "US",
        "project_id": "nightledger-local",
        "job_id": str(uuid4()),
        "slot_ms": 184,
    }


def measure_hooks(probe: Probe, copies: int) -> None:
    """Wrap dbt's own drivers of hooks and statements."""
    run_hooks, send = RunTask.safe_run_hooks, BigQueryConnectionManager.execute

    def measured_hooks(task: Any, adapter: Any, kind: Any, context: Any) -> Any:  # noqa: ANN401
        if copies > 1 and "results" in context:
            context = {
                **context,
                "results": multiply(context["results"], task.manifest, copies),
            }
        with probe.hook(str(kind)):
            return run_hooks(task, adapter, kind, context)

    def measured_send(connections: Any, sql: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        with probe.statement(sql):
            return send(connections, sql, *rest, **named)

    replace(RunTask, "safe_run_hooks", measured_hooks)
    replace(BigQueryConnectionManager, "execute", measured_send)


def multiply(results: list[Any], manifest: Any, copies: int) -> list[Any]:  # noqa: ANN401
    """Give every result `copies` times; a copy's node has an id of its own, known to the graph."""
    known = manifest.flat_graph["nodes"]
    many = list(results)
    for number in range(1, copies):
        for result in results:
            unique_id = f"{result.node.unique_id}_{number}"
            node = copy.copy(result.node)
            node.unique_id = unique_id
            known[unique_id] = {**known[result.node.unique_id], "unique_id": unique_id}
            twin = copy.copy(result)
            twin.node = node
            many.append(twin)
    return many


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
