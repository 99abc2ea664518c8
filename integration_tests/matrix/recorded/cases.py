"""Which dbt commands are put on record; the table in docs/what-is-recorded.md is made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One command: what people type, and what has to be in the ledger afterwards.

    `recorded_as` is the ledger's word for the command, None when nothing is written. `results`
    are kinds and statuses that have to be among its results.
    """

    typed: str
    shown: str
    what: str
    recorded_as: str | None = None
    results: frozenset[str] = frozenset()


def recorded(typed: str, command: str, *results: str, what: str, shown: str = "") -> Case:
    """Describe a command that is put on record."""
    return Case(
        typed=typed,
        shown=shown or typed,
        what=what,
        recorded_as=command,
        results=frozenset(results),
    )


def silent(typed: str, *, what: str, shown: str = "") -> Case:
    """Describe a command that leaves nothing."""
    return Case(typed=typed, shown=shown or typed, what=what)


NOTHING = "Nothing is built or tested."
CASES = (
    recorded("seed", "seed", "seed success", what="Every seed."),
    recorded(
        "run --select persons names",
        "run",
        "model success",
        shown="run",
        what="Every model. Inline (ephemeral) models never run and have no row.",
    ),
    recorded("snapshot", "snapshot", "snapshot success", what="Every snapshot."),
    recorded(
        "test --select persons,test_type:data",
        "test",
        "generic fail",
        "generic warn",
        "generic pass",
        "singular pass",
        shown="test",
        what="Every test, with a sample of what broke the failing ones.",
    ),
    recorded(
        "test --select test_type:unit",
        "test",
        "unit pass",
        shown="test --select test_type:unit",
        what="Every unit test.",
    ),
    recorded(
        "source freshness",
        "freshness",
        "source warn",
        what="Every source that has a freshness limit.",
    ),
    recorded(
        "build --select persons",
        "build",
        "model success",
        "generic fail",
        shown="build",
        what="All of the above.",
    ),
    recorded(
        "build --fail-fast --select persons+",
        "build",
        "generic fail",
        "model skipped",
        "snapshot skipped",
        shown="build --fail-fast",
        what="What ran, and what was skipped because of the first failure.",
    ),
    recorded(
        "retry",
        "retry",
        "generic fail",
        "model skipped",
        what="What was run again: what failed or was skipped, and no warning.",
    ),
    recorded(
        "run --empty --select persons",
        "run",
        shown="run --empty",
        what="The command, no results; with `--sample` too. `args` says `empty` or `sample`.",
    ),
    recorded(
        "run --select daily_events --event-time-start 2026-11-20 --event-time-end 2026-11-21",
        "run",
        "model success",
        shown="run of a microbatch model",
        what="One row a model; `batch_results` counts its batches and names those that failed.",
    ),
    silent(
        "run --select nothing_of_this_name",
        shown="any command that selects nothing",
        what="dbt runs no hooks.",
    ),
    silent(
        "clone --select names --state target",
        shown="clone",
        what="dbt v1 runs no hooks. dbt v2 does: there it is recorded as `clone`.",
    ),
    silent(
        "run-operation say_hello",
        shown="run-operation",
        what="dbt runs no hooks. What `nightledger.setup` changed is in `ledger_migrations`.",
    ),
    silent("compile --select persons", shown="compile", what=NOTHING),
    silent("show --select persons", shown="show", what=NOTHING),
    silent("docs generate --empty-catalog", shown="docs generate", what=NOTHING),
    silent("list", what=NOTHING),
    silent("parse", what=NOTHING),
)


def table() -> str:
    """Render the list for the documentation."""
    lines = [
        "| `dbt ...` | recorded as | what is recorded, or why not |",
        "|---|---|---|",
    ]
    for case in CASES:
        shown = case.shown if " a " in case.shown or " that " in case.shown else f"`{case.shown}`"
        name = f"`{case.recorded_as}`" if case.recorded_as else "not"
        lines.append(f"| {shown} | {name} | {case.what} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table())
