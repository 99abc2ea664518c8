"""Time the runbook's views over a ledger whose history grows and whose window does not.

A run is 100 rows: two events, 20 nodes and 78 tests. The views look back 30 days; 50 runs are in
those days, all others are spread over the rest of a year.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from harness.dbt import run_dbt

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.project import BenchProject
    from google.cloud.bigquery import Client
    from harness.target import Target

DAY = 86_400
WINDOW_DAYS = 30
YEAR_DAYS = 365
ROWS_PER_RUN = 100
NODES_PER_RUN = 20
TESTS_PER_RUN = 78
RUNS_IN_WINDOW = 50
SIZES = (10_000, 100_000, 1_000_000)
REPEATS = 3
#: Times of one view in seconds, by rows in the ledger.
Times: TypeAlias = dict[int, float]

RUNS = """
with runs as (
    select
        concat('{batch}-', cast(number as string)) as run_id,
        timestamp_seconds({newest} - cast(floor(number * {step}) as int64)) as started_at,
        number,
    from unnest(generate_array(0, {last})) as number
)
"""
EVENTS = """
insert into `{dataset}`.dbt_invocations (
    row_id, occurred_at, recorded_at, environment, invocation_id, event, command, project_name,
    result_count
){runs}
select
    to_hex(md5(concat(run_id, event))), timestamp_add(started_at, interval minutes minute),
    started_at, 'prod', run_id, event, 'build', 'bench', if(event = 'finished', 98, null)
from runs
cross join unnest(['started', 'finished']) as event with offset as minutes
"""
NODES = """
insert into `{dataset}`.dbt_node_results (
    row_id, occurred_at, recorded_at, environment, invocation_id, unique_id, resource_type, name,
    package_name, status, started_at, completed_at, execution_seconds, rows_affected, is_critical,
    owner, tags, depends_on
){runs}
select
    to_hex(md5(concat(run_id, 'node', cast(node as string)))), started_at, started_at, 'prod',
    run_id, concat('model.bench.m', cast(node as string)), 'model',
    concat('m', cast(node as string)), 'bench', if(mod(number + node, 97) = 0, 'error', 'success'),
    started_at, started_at, 1.5, 1000, false, 'Team', ['daily'], ['source.bench.raw']
from runs
cross join unnest(generate_array(1, {nodes})) as node
"""
TESTS = """
insert into `{dataset}`.dbt_test_results (
    row_id, occurred_at, recorded_at, environment, invocation_id, unique_id, test_type, test_name,
    package_name, asset_id, asset_name, column_name, status, severity, is_critical, failures,
    message, started_at, completed_at, execution_seconds, owner, tags, depends_on
){runs}
select
    to_hex(md5(concat(run_id, 'test', cast(test as string)))), started_at, started_at, 'prod',
    run_id, concat('test.bench.t', cast(test as string)), 'generic', 'not_null', 'bench',
    concat('model.bench.m', cast(mod(test, {nodes}) + 1 as string)),
    concat('m', cast(mod(test, {nodes}) + 1 as string)), 'id',
    if(mod(number + test, 41) = 0, 'fail', 'pass'), 'error', false,
    if(mod(number + test, 41) = 0, 3, 0), if(mod(number + test, 41) = 0, 'Got 3 results', null),
    started_at, started_at, 0.5, 'Team', ['daily'], ['model.bench.m1']
from runs
cross join unnest(generate_array(1, {tests})) as test
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Runs at even distances: the newest `newest_days` ago, the oldest before `oldest_days`."""

    name: str
    runs: int
    newest_days: int
    oldest_days: int

    def sql(self, statement: str, dataset: str, now: int) -> str:
        """Return a statement that writes its rows of one table; `now` in seconds since 1970."""
        runs = RUNS.format(
            batch=self.name,
            newest=now - self.newest_days * DAY - 600,
            step=(self.oldest_days - self.newest_days) * DAY / self.runs,
            last=self.runs - 1,
        )
        return statement.format(
            dataset=dataset, runs=runs, nodes=NODES_PER_RUN, tests=TESTS_PER_RUN
        )


def time_views(
    target: Target, project: BenchProject, dataset: str, say: Callable[[str], None]
) -> dict[str, Times]:
    """Return seconds by view and ledger size (medians of three), in a new dataset."""
    run_dbt(
        project.folder,
        "run",
        "--select",
        "package:nightledger",
        env=target.environment(dataset),
    ).succeeded()
    client = target.client()
    ledger = f"{dataset}_audit"
    views = sorted(
        table.table_id for table in client.list_tables(ledger) if table.table_id.startswith("vw_")
    )
    times: dict[str, Times] = {view: {} for view in views}
    rows = 0
    for size in SIZES:
        rows += fill(client, ledger, rows, size)
        say(f"{size:,} rows")
        for view in views:
            times[view][size] = time_view(client, ledger, view)
            say(f"    {view}  {times[view][size]:.2f} s")
    client.close()  # type: ignore[no-untyped-call]
    return times


def fill(client: Client, ledger: str, rows: int, size: int) -> int:
    """Add runs until the ledger has `size` rows; gives how many rows were added."""
    now = int(time.time())
    batches = (
        [] if rows else [Batch(name="new", runs=RUNS_IN_WINDOW, newest_days=0, oldest_days=29)]
    )
    older = (size - rows) // ROWS_PER_RUN - sum(batch.runs for batch in batches)
    batches.append(
        Batch(
            name=str(size),
            runs=older,
            newest_days=WINDOW_DAYS + 1,
            oldest_days=YEAR_DAYS,
        )
    )
    for batch in batches:
        for statement in (EVENTS, NODES, TESTS):
            client.query(batch.sql(statement, ledger, now)).result()
    return size - rows


def time_view(client: Client, ledger: str, view: str) -> float:
    """Return the median seconds of making all of a view's rows."""
    sql = f"create or replace table `{ledger}`.bench_rows as select * from `{ledger}`.{view}"
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        client.query(sql).result()
        seconds.append(time.perf_counter() - started)
    return median(seconds)
