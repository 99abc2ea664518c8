"""The figures, what they are measured against, and how they read in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HEADER = ("figure", "Nightledger", "Elementary", "dbt_artifacts")
TARGETS_HEADER = ("figure", "at most", "measured", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. The peers' were measured earlier on the same emulator and machine type."""

    key: str
    what: str
    at_most: float
    digits: int = 0
    dbt_artifacts: str = ""
    elementary: str = ""


FIGURES = (
    Figure(
        key="hook_seconds",
        what="on-run-end hook, s",
        dbt_artifacts="45.1",
        elementary="38.6 quiet, 56.8 median",
        at_most=1.0,
        digits=2,
    ),
    Figure(
        key="hook_cpu_seconds",
        what="client CPU of that hook, s",
        dbt_artifacts="2.45",
        elementary="19.7",
        at_most=0.25,
        digits=2,
    ),
    Figure(
        key="hook_jobs",
        what="BigQuery jobs in hooks, samples of every failing test included",
        dbt_artifacts="9, no samples",
        elementary="7, and 1 per failing test",
        at_most=4,
    ),
    Figure(
        key="hook_sql_bytes",
        what="SQL bytes in hooks",
        dbt_artifacts="2,444,465",
        elementary="909,788",
        at_most=330_000,
    ),
    Figure(
        key="hook_largest_bytes",
        what="largest statement, bytes",
        dbt_artifacts="723,664",
        at_most=900_000,
    ),
    Figure(
        key="long_largest_bytes",
        what="largest statement with long metadata, bytes",
        dbt_artifacts="1,875,184 (BigQuery rejects it)",
        elementary="250,066",
        at_most=900_000,
    ),
    Figure(
        key="jobs_added",
        what="jobs added to a plain `dbt build`, our own models included",
        elementary="88",
        at_most=4,
    ),
    Figure(
        key="one_of_600_cpu_seconds",
        what="client CPU of the hook, one model of 600 nodes, s",
        dbt_artifacts="uploads the whole graph",
        elementary="2.6 s in all, grows with the project",
        at_most=0.3,
        digits=2,
    ),
    Figure(
        key="one_of_3000_cpu_seconds",
        what="the same, one model of 3,000 nodes, s",
        dbt_artifacts="uploads the whole graph",
        elementary="grows with the project",
        at_most=0.3,
        digits=2,
    ),
    Figure(key="r6000_jobs", what="6,000 results: jobs", dbt_artifacts="60", at_most=8),
    Figure(
        key="r6000_cpu_seconds",
        what="6,000 results: client CPU, s",
        dbt_artifacts="14.70",
        at_most=1.0,
        digits=2,
    ),
    Figure(
        key="r30000_cpu_seconds",
        what="30,000 results: client CPU, s",
        at_most=10.0,
        digits=2,
    ),
    Figure(
        key="r30000_largest_bytes",
        what="30,000 results: largest statement, bytes",
        at_most=900_000,
    ),
    Figure(
        key="r30000_linear",
        what="CPU per result at 30,000 ÷ at 6,000",
        at_most=1.5,
        digits=2,
    ),
    Figure(
        key="tick_post_seconds",
        what="tick start to first POST, 25 failing tests pending, s",
        elementary="17 to 21",
        at_most=2.0,
        digits=2,
    ),
    Figure(key="tick_post_jobs", what="the same, BigQuery jobs", elementary="12", at_most=4),
    Figure(
        key="tick_empty_seconds",
        what="empty tick, s",
        elementary="18.2",
        at_most=0.5,
        digits=2,
    ),
    Figure(
        key="tick_empty_jobs",
        what="empty tick, BigQuery jobs",
        elementary="9",
        at_most=2,
    ),
    Figure(
        key="tick_idle_seconds",
        what="tick of a watcher when nothing has changed (one job, no look), s",
        at_most=0.5,
        digits=2,
    ),
    Figure(
        key="storm_seconds",
        what="10,000 failing tests in one run: tick, s",
        elementary="one message per second",
        at_most=60.0,
        digits=1,
    ),
    Figure(key="storm_mebibytes", what="the same, memory of the process, MiB", at_most=256),
    Figure(
        key="storm_messages",
        what="the same, messages per group",
        elementary="100 in one, the rest lost",
        at_most=1,
    ),
    Figure(
        key="sensor_sqlite_backlog_longest_tick_seconds",
        what="Dagster on SQLite, 51,500 events nobody has read: longest tick of the sensor, s",
        at_most=40.0,
        digits=1,
    ),
    Figure(
        key="sensor_postgres_backlog_longest_tick_seconds",
        what="the same on PostgreSQL",
        at_most=40.0,
        digits=1,
    ),
    Figure(
        key="sensor_sqlite_quiet_seconds",
        what="sensor's tick when nothing happens, 500 runs, SQLite, s",
        at_most=1.0,
        digits=2,
    ),
    Figure(
        key="sensor_postgres_quiet_seconds",
        what="the same on PostgreSQL, s",
        at_most=1.0,
        digits=2,
    ),
    Figure(
        key="sensor_sqlite_quiet_jobs",
        what="BigQuery jobs of such a tick",
        at_most=3,
        digits=1,
    ),
    Figure(
        key="import_added_seconds",
        what="added to loading a Dagster code location, s",
        at_most=0.3,
        digits=2,
    ),
)

SENSOR_FIGURES = {
    "backlog_facts": "facts the ledger wants of them",
    "backlog_seconds": "seconds to read and write them",
    "backlog_ticks": "ticks",
    "backlog_longest_tick_seconds": "longest tick, s",
    "backlog_jobs": "BigQuery jobs",
    "mebibytes": "most memory of the code server, MiB",
    "quiet_seconds": "tick when nothing happens, s",
    "quiet_jobs": "BigQuery jobs of such a tick",
}
"""What `sensor` measures on each storage, and how it reads."""

STORAGES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def sensor_table(values: Mapping[str, float]) -> str:
    """Return what was measured of the audit sensor as a Markdown table, a column per storage."""
    found = [name for name in STORAGES if f"sensor_{name}_mebibytes" in values]
    if not found:
        return "Not measured for this version."
    rows = [
        [what, *(short(values[f"sensor_{name}_{key}"]) for name in found)]
        for key, what in SENSOR_FIGURES.items()
    ]
    return markdown(["51,500 events, 500 runs", *(STORAGES[name] for name in found)], rows)


def figures_table(values: Mapping[str, float]) -> str:
    """Return the figures that were measured as a Markdown table, for users."""
    rows = [
        (
            figure.what,
            number(values[figure.key], figure.digits),
            figure.elementary,
            figure.dbt_artifacts,
        )
        for figure in FIGURES
        if figure.key in values
    ]
    return markdown(HEADER, rows)


def targets_table(figures: Iterable[Figure], values: Mapping[str, float]) -> str:
    """Return what each measured figure must be at most, and whether it is, for contributors."""
    rows = [
        (
            figure.what,
            number(figure.at_most, figure.digits),
            number(values[figure.key], figure.digits),
            verdict(figure, values),
        )
        for figure in figures
        if figure.key in values
    ]
    return markdown(TARGETS_HEADER, rows)


def verdict(figure: Figure, values: Mapping[str, float]) -> str:
    """Return whether a figure is what it must be."""
    return "met" if values[figure.key] <= figure.at_most else "**missed**"


def number(value: float, digits: int) -> str:
    """Return a number with thousands separated."""
    return f"{value:,.{digits}f}"


def short(value: float) -> str:
    """Return a number with as many digits as tell something."""
    return number(value, 0 if value >= 20 or value == int(value) else 2)


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
