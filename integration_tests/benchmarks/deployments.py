"""Three deployments whose looks are priced, and what is assumed of each.

Widths, rows and shares are assumptions; they are printed with every result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """How much one deployment writes and how often it is looked at.

    rows: a day, by table; other tables have `other_rows`. families: in which share of the looks a
    family has something new. news: in which share of the looks something opens, worsens or ends.
    """

    name: str
    what: str
    looks_per_day: int
    rows: Mapping[str, int]
    families: Mapping[str, float]
    news: float
    other_rows: int = 100


def _dbt(models: int, tests: int, runs: int) -> dict[str, int]:
    """Return the rows of so many runs a day; one result in twenty is bad."""
    results = (models + tests) * runs
    return {
        "dbt_invocations": 2 * runs,
        "dbt_node_results": models * runs,
        "dbt_test_results": tests * runs,
        "dbt_source_freshness": 10 * runs,
        # the bad ones, and the first good of each subject and day
        "problem_events": results // 20 + models + tests,
    }


def _dagster(runs: int) -> dict[str, int]:
    """Return the rows of so many Dagster runs of ten assets a day."""
    return {
        "dagster_runs": 4 * runs,
        "dagster_steps": 20 * runs,
        "dagster_asset_materializations": 10 * runs,
        "dagster_asset_check_evaluations": 20 * runs,
        "dagster_heartbeats": 1_440,
        "dagster_ticks": 1_440,
        "timers": 12 * runs,
    }


SMALL = Deployment(
    name="small",
    what="100 models, 500 tests, hourly",
    looks_per_day=336,
    rows=_dbt(100, 500, 24) | {"looks": 7 * 336, "timers": 700, "alert_deliveries": 200},
    families={
        "dbt": 0.15,
        "dlt": 0.0,
        "dagster": 0.0,
        "notices": 0.01,
        "deliveries": 0.1,
    },
    news=0.05,
)
MEDIUM = Deployment(
    name="medium",
    what="600 models, 3,000 tests, hourly; 300 Dagster runs a day",
    looks_per_day=1_000,
    rows=_dbt(600, 3_000, 24) | _dagster(300) | {"looks": 7_000, "alert_deliveries": 500},
    families={
        "dbt": 0.05,
        "dlt": 0.02,
        "dagster": 0.9,
        "notices": 0.01,
        "deliveries": 0.05,
    },
    news=0.05,
)
LARGE = Deployment(
    name="large",
    what="2,000 models, 15,000 tests, every 15 minutes; 1,500 Dagster runs a day",
    looks_per_day=1_300,
    rows=_dbt(2_000, 15_000, 96) | _dagster(1_500) | {"looks": 9_100, "alert_deliveries": 2_000},
    families={
        "dbt": 0.15,
        "dlt": 0.1,
        "dagster": 0.95,
        "notices": 0.01,
        "deliveries": 0.1,
    },
    news=0.2,
)
DEPLOYMENTS = (SMALL, MEDIUM, LARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What BigQuery takes on demand, per TiB read; bytes at least `floor_bytes` a table."""

    usd_per_tib: float = 6.25
    free_tib: float = 1.0
    floor_bytes: int = 10 * 2**20
    days_per_month: int = 30
    bills_temporary_tables: bool = True


TYPE_BYTES = {
    "string": 22,
    "timestamp": 8,
    "date": 8,
    "int64": 8,
    "float64": 8,
    "bool": 1,
    "json": 100,
    "array<string>": 40,
}
COLUMN_BYTES = {
    "row_id": 34,
    "invocation_id": 38,
    "unique_id": 70,
    "message": 120,
    "compiled_sql": 1_500,
    "sample": 60,
    "evidence": 150,
    "observation": 400,
    "depends_on": 80,
    "daemons": 600,
    "schedules": 600,
}
"""Mean bytes of a value, nulls included: `sample` and `evidence` stand in few rows."""


DAYS_BACK = {
    # today's partition is half full on average
    "facts_since": 0.5,
    # a day before the last count
    "counted_since": 1.5,
    "look_clock": 0.5,
    "edges_since": 0.5,
    "current_timestamp()": 0.5,
    # yesterday, when what is open was carried forward, and today
    "events_since": 1.5,
    "told_since": 1.5,
    # two days before what was last good, mostly yesterday
    "compared_since": 3.5,
    # what was last good, mostly yesterday
    "green_since": 1.5,
}
"""How many days of partitions are read from a moment on, by the name a look gives it."""

HOURS = {"DAY": 24.0, "HOUR": 1.0, "MINUTE": 1 / 60, "SECOND": 1 / 3600}
UNBOUNDED_DAYS = 365.0
"""What is read of a table that nothing bounds, or nothing that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How often a condition of the look holds, by its words; share names the deployment's field.

    family: where a condition's branch is about one family, the words that name it in either.
    """

    words: str
    share: str
    why: str
    family: str | None = None


COUNTS_PER_DAY = 144
"""A family's rows are counted every ten minutes."""

PROMISING = ("dbt", "dagster", "dlt")
"""Families whose facts promise something."""

RULES = (
    Rule(
        words=r"in unnest\(split\(",
        share="families",
        why="the family has new facts",
        family=r"'(\w+)' in unnest",
    ),
    Rule(
        words=r"^facts_since is not null",
        share="families",
        why="the same",
        family=r"family = '(\w+)'",
    ),
    Rule(
        words=r"^(\w+)_reading\.read_from is not null",
        share="families",
        why="the same",
        family=r"^(\w+)_reading",
    ),
    Rule(words=r"_reading\.read_from\) is not null", share="promises", why="some promise"),
    Rule(words=r"_counted_at <= ", share="counted", why="every ten minutes"),
    Rule(
        words=r"look_base\.looked_at is null",
        share="never",
        why="nobody has looked for two days",
    ),
    Rule(
        words=r"found_count > 0|look_judged\.row_count > 0",
        share="found",
        why="new facts",
    ),
    Rule(words=r"look_judged\.turn_count > 0", share="news", why="something turned"),
    Rule(words=r"told_since is null", share="never", why="nothing was told for two days"),
    Rule(
        words=r"copies_due|date\(base_clock\) < date",
        share="daily",
        why="the first look of a day",
    ),
)
