"""What happened, read from the tables of Dagster's own storage and not through its API.

A fact is named by a few texts that the ledger has too. Only what the ledger wants to have is read.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.dagster_home import DagsterHome

Fact = tuple[str, ...]
Facts = dict[str, Counter[Fact]]
"""How often each fact is there, by the ledger's table."""

RUNS = "dagster_runs"
STEPS = "dagster_steps"
ASSETS = "dagster_asset_materializations"
CHECKS = "dagster_asset_check_evaluations"
TICKS = "dagster_ticks"
EVENTS = {
    "STEP_SUCCESS": (STEPS, "succeeded"),
    "STEP_FAILURE": (STEPS, "failed"),
    "STEP_UP_FOR_RETRY": (STEPS, "up_for_retry"),
    "STEP_RESTARTED": (STEPS, "restarted"),
    "STEP_SKIPPED": (STEPS, "skipped"),
    "ASSET_MATERIALIZATION_PLANNED": (ASSETS, "planned"),
    "ASSET_MATERIALIZATION": (ASSETS, "materialized"),
    "ASSET_OBSERVATION": (ASSETS, "observed"),
    "FRESHNESS_STATE_CHANGE": (ASSETS, "freshness"),
    "ASSET_CHECK_EVALUATION_PLANNED": (CHECKS, "planned"),
    "ASSET_CHECK_EVALUATION": (CHECKS, "evaluated"),
}
EVENT_COLUMNS = "dagster_event_type, timestamp, step_key, asset_key, partition"
"""What Dagster's storage keeps of an event beside its number, its run and the event."""

OVER = ("SUCCESS", "FAILURE", "CANCELED")
EVENTS_SQL = f"""
select run_id, id, dagster_event_type from event_logs
where dagster_event_type in ({", ".join(f"'{name}'" for name in EVENTS)})"""
HAS_EVENTS_SQL = "select name from sqlite_master where name = 'event_logs'"
RUNS_SQL = "select run_id, status from runs"
TICKS_SQL = "select id, selector_id, status from job_ticks where status <> 'STARTED'"
TICK_BODIES_SQL = "select tick_body, status from job_ticks where status <> 'STARTED' order by id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """All facts of a deployment at one moment, and the runs that were not over yet."""

    facts: Facts
    unfinished: frozenset[str] = field(default_factory=frozenset)

    @property
    def count(self) -> int:
        """How many facts there are."""
        return sum(each.total() for each in self.facts.values())


def read_truth(home: DagsterHome, deployment: str) -> Truth:
    """Read it now."""
    facts: Facts = {name: Counter() for name in (RUNS, STEPS, ASSETS, CHECKS, TICKS)}
    unfinished = set()
    for run_id, status in rows(home, "history/runs.db", RUNS_SQL):
        if status in OVER:
            facts[RUNS][run_id, status.lower()] += 1
        else:
            unfinished.add(run_id)
    for run_id, number, kind in events(home):
        table, word = EVENTS[kind]
        facts[table][f"{run_id or deployment}:{number}", word] += 1
    for number, selector, status in rows(home, "schedules/schedules.db", TICKS_SQL):
        facts[TICKS][str(number), selector, status.lower()] += 1
    return Truth(facts=facts, unfinished=frozenset(unfinished))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """An ended tick. Times are seconds since 1970."""

    name: str
    status: str
    began_at: float
    ended_at: float
    error: str

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended_at - self.began_at


def read_ticks(home: DagsterHome) -> list[Tick]:
    """Return every ended tick, oldest first."""
    bodies = rows(home, "schedules/schedules.db", TICK_BODIES_SQL)
    return [tick_of(json.loads(body), status) for body, status in bodies]


def tick_of(body: dict[str, Any], status: str) -> Tick:
    """Read what Dagster keeps of a tick."""
    error = body.get("error") or {}
    cause = error.get("cause") or error
    return Tick(
        name=body["job_name"],
        status=status,
        began_at=body["timestamp"],
        ended_at=body["end_timestamp"] or body["timestamp"],
        error=str(cause.get("message", "")),
    )


def events(home: DagsterHome) -> Iterator[tuple[Any, ...]]:
    """Yield run, number and type of every event.

    SQLite has a file for each run, which is there a moment before its tables are.
    """
    if home.storage_url:
        yield from rows(home, "", EVENTS_SQL)
        return
    for path in (home.folder / "history" / "runs").glob("*.db"):
        file = f"history/runs/{path.name}"
        if path.name != "index.db" and rows(home, file, HAS_EVENTS_SQL):
            yield from rows(home, file, EVENTS_SQL)


def rows(home: DagsterHome, file: str, sql: str) -> list[tuple[Any, ...]]:
    """Ask a file of SQLite, or PostgreSQL, which has everything in one place."""
    engine = create_engine(
        home.storage_url or f"sqlite:///{home.folder / file}", poolclass=NullPool
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]
