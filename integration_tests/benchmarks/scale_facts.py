"""dbt runs written straight into the ledger's tables, and the looks that judged them.

A run has 100 models and 500 tests. Which 25 tests fail depends on the day alone, so that a ledger
of 720 runs and one of 20 have the same problems; each day some end and others open.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from harness.judging import DATASET, PROJECT, definitions

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

DAY = 86_400
HISTORY_DAYS = 30
MODELS = 100
TESTS = 500
FAILING_EVERY = 20
LOOKED_DAYS = 3
"""So many midnights are looked at: a look reads no more than the events of today and yesterday."""

QUIET_SECONDS = 600
"""The newest run of a history ended so long ago."""

CLOCK_TABLE = "bench_clock"
"""Holds the moment of a look of the past."""

PAST_LOOK = "bench_look_at"
FAMILIES = "dbt,dagster,dlt,notices,deliveries"
RUNS = """
with runs as (
    select
        number,
        timestamp_seconds({newest} - cast(floor(number * {step}) as int64)) as ended_at,
        concat('{batch}-', cast(number as string)) as run_id,
    from unnest(generate_array(0, {last})) as number
)
"""
INVOCATIONS = """
insert into `{dataset}`.dbt_invocations (
    row_id, occurred_at, recorded_at, environment, invocation_id, event, command, project_name,
    result_count
){runs}
select
    to_hex(md5(concat(run_id, event))), timestamp_add(ended_at, interval minutes minute),
    ended_at, 'prod', run_id, event, 'build', 'bench',
    if(event = 'finished', {nodes} + {tests}, null)
from runs
cross join unnest([struct('started' as event, -5 as minutes), struct('finished', 0)])
"""
NODES = """
insert into `{dataset}`.dbt_node_results (
    row_id, occurred_at, recorded_at, environment, invocation_id, unique_id, resource_type, name,
    package_name, status, started_at, completed_at, execution_seconds, rows_affected, is_critical,
    owner, tags, depends_on
){runs}
select
    to_hex(md5(concat(run_id, 'node', cast(node as string)))), ended_at, ended_at, 'prod', run_id,
    concat('model.bench.m', cast(node as string)), 'model', concat('m', cast(node as string)),
    'bench', 'success', ended_at, ended_at, 1.5, 1000, false, 'Team', ['daily'],
    [concat('model.bench.m', cast(div(node, 2) as string))]
from runs
cross join unnest(generate_array(1, {nodes})) as node
"""
TEST_RESULTS = """
insert into `{dataset}`.dbt_test_results (
    row_id, occurred_at, recorded_at, environment, invocation_id, unique_id, test_type, test_name,
    package_name, asset_id, asset_name, column_name, status, severity, is_critical, failures,
    message, started_at, completed_at, execution_seconds, owner, tags, depends_on
){runs},
results as (
    select
        *,
        mod(div(unix_seconds(ended_at), {day}) + {shift} + test, {failing_every}) = 0 as is_bad,
        concat('model.bench.m', cast(mod(test, {nodes}) + 1 as string)) as asset_id,
    from runs
    cross join unnest(generate_array(1, {tests})) as test
)
select
    to_hex(md5(concat(run_id, 'test', cast(test as string)))), ended_at, ended_at, 'prod', run_id,
    concat('test.bench.t', cast(test as string)), 'generic', 'not_null', 'bench', asset_id,
    concat('m', cast(mod(test, {nodes}) + 1 as string)), 'id', if(is_bad, 'fail', 'pass'), 'error',
    test = 1, if(is_bad, 3, 0), if(is_bad, 'Got 3 results, configured to fail if != 0', null),
    ended_at, ended_at, 0.5, 'Team', ['daily'], [asset_id]
from results
"""
STATEMENTS = (INVOCATIONS, NODES, TEST_RESULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs at even distances over some days. shift: other tests fail than usual on such a day."""

    name: str
    count: int
    newest: int
    days: float = 0.0
    shift: int = 0

    @property
    def step(self) -> float:
        """Seconds between two runs."""
        return self.days * DAY / self.count

    def sql(self, dataset: str) -> list[str]:
        """Return the statements that write them, a table each."""
        runs = RUNS.format(batch=self.name, newest=self.newest, step=self.step, last=self.count - 1)
        return [
            statement.format(
                dataset=dataset,
                runs=runs,
                nodes=MODELS,
                tests=TESTS,
                day=DAY,
                shift=self.shift,
                failing_every=FAILING_EVERY,
            )
            for statement in STATEMENTS
        ]

    def write(self, client: Client, dataset: str) -> None:
        """Write them."""
        for statement in self.sql(dataset):
            client.query(statement).result()


def history(count: int, now: float) -> Runs:
    """Return so many runs within the last thirty days."""
    return Runs(name="past", count=count, newest=int(now) - QUIET_SECONDS, days=HISTORY_DAYS)


def look_days(now: float) -> list[datetime]:
    """Return when the past was looked at: before and after the last midnights, and just now.

    The first look takes all that is older at once, on a day no later look reads; a look after
    midnight is the first of its day and carries forward what is open.
    """
    today = datetime.fromtimestamp(now, timezone.utc).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    midnights = [today - timedelta(days=ago) for ago in range(LOOKED_DAYS - 1, -1, -1)]
    around = [moment for at in midnights for moment in (at - timedelta(seconds=1), at_first(at))]
    return [*around, datetime.fromtimestamp(now, timezone.utc)]


def at_first(midnight: datetime) -> datetime:
    """Return when a day is looked at first."""
    return midnight + timedelta(minutes=1)


def judge_history(client: Client, dataset: str, now: float | None = None) -> int:
    """Look at the past as it was looked at day by day; return how many looks that took."""
    clock = f"`{dataset}`.`{CLOCK_TABLE}`"
    client.query(f"create or replace table {clock} (moment timestamp)").result()
    client.query(past_look_sql(definitions()["look_at"].sql, dataset)).result()
    moments = look_days(now or time.time())
    for moment in moments:
        at = f"timestamp '{moment:%Y-%m-%d %H:%M:%S}+00'"
        client.query(f"insert into {clock} values ({at})").result()
        client.query(f"call `{dataset}`.`{PAST_LOOK}`('{FAMILIES}')").result()
    client.query(f"drop table {clock}").result()
    return len(moments)


def past_look_sql(procedure: str, dataset: str) -> str:
    """Return the statement that makes a look which takes its clock from a table."""
    clock = f"(select max(moment) from `{dataset}`.`{CLOCK_TABLE}`)"
    here = re.sub(rf"`?{PROJECT}`?\.`?{DATASET}`?\.", f"`{dataset}`.", procedure)
    renamed = here.replace("`look_at`(", f"`{PAST_LOOK}`(", 1)
    return renamed.replace("current_timestamp()", clock)
