"""What the ledger has of a deployment, in the words of `truth`, and how that differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrated.truth import ASSETS, CHECKS, RUNS, STEPS, TICKS, Fact, Facts, Truth

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

EVENT = "split(event_id, '@')[offset(0)]"
TICK = "split(tick_id, '@')[offset(0)]"
"""Dagster's numbers, without the time that tells those of two databases apart."""

FACTS_SQL = {
    RUNS: "run_id, status, row_id",
    STEPS: f"{EVENT}, event, row_id",
    ASSETS: f"{EVENT}, event, row_id",
    CHECKS: f"{EVENT}, if(status = 'planned', status, 'evaluated'), row_id",
    TICKS: f"{TICK}, instigator_id, status, row_id",
}
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The facts on record, and the ids that stand in more than one row."""

    facts: Facts
    run_ids: frozenset[str]
    doubled: Counter[Fact]


def read_recorded(client: Client, dataset: str, deployment: str) -> Recorded:
    """Read everything the ledger has of a deployment, in one job."""
    parts = " union all ".join(
        f"select '{table}' as ledger_table, [{columns}] as fact from {dataset}.{table} "
        f"where deployment = '{deployment}'"
        for table, columns in FACTS_SQL.items()
    )
    facts: Facts = {name: Counter() for name in FACTS_SQL}
    row_ids: Counter[Fact] = Counter()
    for table, fact in client.query(parts).result():
        *name, row_id = fact
        facts[table][tuple(name)] += 1
        row_ids[table, row_id] += 1
    return Recorded(
        facts=facts,
        run_ids=frozenset(fact[0] for fact in facts[RUNS]),
        doubled=Counter({fact: count for fact, count in row_ids.items() if count > 1}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is wrong with the record, with the table before each fact."""

    lost: list[Fact]
    doubled: list[Fact]
    invented: list[Fact]

    def __str__(self) -> str:
        """Count, and show some of each."""
        return "; ".join(
            f"{len(facts)} {name}: {facts[:SHOWN]}"
            for name, facts in (
                ("lost", self.lost),
                ("doubled", self.doubled),
                ("invented", self.invented),
            )
        )

    @property
    def is_none(self) -> bool:
        """Whether record and truth agree."""
        return not (self.lost or self.doubled or self.invented)


def compare(recorded: Recorded, *, before: Truth, after: Truth) -> Difference:
    """Compare the record with what was true before it was read, and after.

    All of `before` has to be there, each fact once; nothing else but what is in `after`. A run may
    have several versions, and it may have changed without changing its status; earlier versions of
    runs and ticks are facts that storage does not have any more.
    """
    pairs = [(table, fact) for table, facts in before.facts.items() for fact in facts]
    lost = [(table, *fact) for table, fact in pairs if fact not in recorded.facts[table]]
    lost += [(RUNS, run_id) for run_id in before.unfinished if run_id not in recorded.run_ids]
    twice = [
        (table, *fact) for table, fact in pairs if table != RUNS and recorded.facts[table][fact] > 1
    ]
    invented = [
        (table, *fact)
        for table in (STEPS, ASSETS, CHECKS)
        for fact in recorded.facts[table]
        if fact not in after.facts[table]
    ]
    known = {fact[0] for fact in after.facts[RUNS]} | after.unfinished
    invented += [(RUNS, run_id) for run_id in recorded.run_ids if run_id not in known]
    return Difference(lost=lost, doubled=[*twice, *recorded.doubled], invented=invented)
