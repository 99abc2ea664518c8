"""What looking costs on BigQuery, on demand: `python -m benchmarks.cost [--usd-per-tib 6.25]`.

Every statement of a look bills each table it reads: the columns it needs, of the days it asks for,
at least 10 MiB. The (statement, table) pairs are counted on GoogleSQL's resolved tree.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # harness, benchmarks

from benchmarks.deployments import (
    COLUMN_BYTES,
    COUNTS_PER_DAY,
    DAYS_BACK,
    DEPLOYMENTS,
    HOURS,
    PROMISING,
    RULES,
    TYPE_BYTES,
    UNBOUNDED_DAYS,
    Deployment,
    Prices,
)
from harness.every_statement import every_statement, measured
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harness.googlesql.branches import Branch
    from harness.googlesql.plan_size import Read
    from harness.googlesql.size_gate import Measured

TIB = 2**40
MOST_PAIRS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One table that one statement of a look reads.

    chance: in which share of the looks it runs. size: bytes billed when it does.
    """

    statement: str
    table: str
    chance: float
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a deployment's looks cost. pairs: of a mean look. mebibytes: a mean look's."""

    deployment: str
    pairs: float
    mebibytes: float
    tib_per_month: float
    usd_per_month: float


def pairs_of(
    statements: Mapping[str, Iterable[Measured]], deployment: Deployment, prices: Prices
) -> list[Pair]:
    """Return what a look of a deployment reads: the procedures' statements and the router's."""
    return [
        Pair(
            statement=f"{name}:{each.line}",
            table=name_of(table),
            chance=chance(each.branches, deployment),
            size=billed(table, read, deployment, prices),
        )
        for name, found in statements.items()
        for each in found
        for table, read in each.size.reads.items()
        if read.columns and (prices.bills_temporary_tables or is_ledger_table(table))
    ]


def chance(around: Iterable[Branch], deployment: Deployment) -> float:
    """Return in which share of the looks what stands in these branches runs."""
    share = 1.0
    for branch in around:
        holds = chance_of(branch, deployment)
        share *= 1 - holds if branch.is_else else holds
    return share


def chance_of(branch: Branch, deployment: Deployment) -> float:
    """Return how often the condition of a branch holds; always, if no rule knows it."""
    rule = next((rule for rule in RULES if re.search(rule.words, branch.condition)), None)
    if rule is None:
        return 1.0
    if rule.family:
        named = re.search(rule.family, f"{branch.condition} {branch.body}")
        return deployment.families.get(named[1], 0.0) if named else 1.0
    shares = {
        "never": 0.0,
        "daily": 1 / deployment.looks_per_day,
        "news": deployment.news,
        "counted": min(1.0, COUNTS_PER_DAY / deployment.looks_per_day),
        "found": max(deployment.families.values(), default=0.0),
        "promises": max(deployment.families.get(name, 0.0) for name in PROMISING),
    }
    return shares[rule.share]


def billed(table: str, read: Read, deployment: Deployment, prices: Prices) -> int:
    """Return the bytes BigQuery bills a statement for one table; temporary ones are small."""
    name = name_of(table)
    if not is_ledger_table(table):
        return prices.floor_bytes
    rows = deployment.rows.get(name, deployment.other_rows) * days_of(read)
    size = int(rows * sum(width(name, column) for column in read.columns))
    return max(prices.floor_bytes, size)


def is_ledger_table(table: str) -> bool:
    """Tell a table of the ledger, by its full name, from one a look makes for itself."""
    return name_of(table) in TABLES


def days_of(read: Read) -> float:
    """Return how many days of a table are read, by the scan that goes back furthest."""
    unbounded: frozenset[str] = frozenset()
    scans = read.since or {unbounded}
    return max(min(map(days_back, bounds), default=UNBOUNDED_DAYS) for bounds in scans)


def days_back(bound: str) -> float:
    """Return how many days of partitions a bound leaves: `timestamp_sub(facts_since, 2, DAY)`."""
    found = re.fullmatch(r"timestamp_sub\((.+), (\d+), (\w+)\)", bound)
    if found:
        return days_back(found[1]) + int(found[2]) * HOURS[found[3]] / 24
    truncated = re.fullmatch(r"timestamp_trunc\((.+), \w+\)", bound)
    return DAYS_BACK.get(truncated[1] if truncated else bound, UNBOUNDED_DAYS)


def width(table: str, column: str) -> int:
    """Return the mean bytes of a column's value."""
    types = {each.name: each.data_type for each in TABLES[table].columns}
    return COLUMN_BYTES.get(column) or TYPE_BYTES[types[column]]


def cost_of(pairs: Iterable[Pair], deployment: Deployment, prices: Prices) -> Cost:
    """Return what the looks of a month cost; the free TiB goes to them."""
    found = list(pairs)
    per_look = sum(pair.chance * pair.size for pair in found)
    tib = per_look * deployment.looks_per_day * prices.days_per_month / TIB
    return Cost(
        deployment=deployment.name,
        pairs=sum(pair.chance for pair in found),
        mebibytes=per_look / 2**20,
        tib_per_month=tib,
        usd_per_month=max(0.0, tib - prices.free_tib) * prices.usd_per_tib,
    )


def unknown_conditions(statements: Mapping[str, Iterable[Measured]]) -> list[str]:
    """Return the conditions no rule knows."""
    conditions = {
        branch.condition
        for found in statements.values()
        for each in found
        for branch in each.branches
    }
    return sorted(
        condition
        for condition in conditions
        if not any(re.search(rule.words, condition) for rule in RULES)
    )


def unknown_bounds(statements: Mapping[str, Iterable[Measured]]) -> list[str]:
    """Return the bounds of ledger tables that say nothing of how many days are read."""
    bounds = {
        bound
        for found in statements.values()
        for each in found
        for table, read in each.size.reads.items()
        for scan in read.since
        for bound in scan or {f"{name_of(table)} is read whole"}
        if is_ledger_table(table)
    }
    return sorted(bound for bound in bounds if days_back(bound) >= UNBOUNDED_DAYS)


def name_of(table: str) -> str:
    """Return the last part of a table's full name."""
    return table.rsplit(".", 1)[-1]


def statements_of_a_look() -> dict[str, list[Measured]]:
    """Return the statements of the procedures: those of the look, and what the router reads."""
    procedures = {each.name for each in every_statement() if each.kind == "procedure"}
    return {name: found for name, found in measured().items() if name in procedures}


def costs(prices: Prices | None = None) -> dict[str, Cost]:
    """Return what looking costs by deployment."""
    statements, used = statements_of_a_look(), prices or Prices()
    return {
        each.name: cost_of(pairs_of(statements, each, used), each, used) for each in DEPLOYMENTS
    }


def report(prices: Prices) -> str:
    """Return the costs with everything they rest on."""
    statements = statements_of_a_look()
    lines = [f"prices: {asdict(prices)}", f"bytes of a value, by type: {TYPE_BYTES}"]
    lines += [f"by column: {COLUMN_BYTES}", f"days read from a moment on: {DAYS_BACK}"]
    lines += [f"days read otherwise: {UNBOUNDED_DAYS}", "how often a condition holds:"]
    lines += [f"    {rule.share:8}  {rule.words} ({rule.why})" for rule in RULES]
    lines += [f"    always    {condition}" for condition in unknown_conditions(statements)]
    lines += [f"bounds nobody knows: {', '.join(unknown_bounds(statements)) or 'none'}"]
    for each in DEPLOYMENTS:
        pairs = pairs_of(statements, each, prices)
        lines += ["", f"{each}", f"{cost_of(pairs, each, prices)}"]
        dearest = sorted(pairs, key=lambda pair: -pair.chance * pair.size)[:MOST_PAIRS_SHOWN]
        lines += [
            f"    {pair.chance:5.2f} x {pair.size / 2**20:8.1f} MiB  {pair.table} in "
            f"{pair.statement}"
            for pair in dearest
        ]
    return "\n".join(lines)


def main() -> None:
    """Print what looking costs at the given prices."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost")
    parser.add_argument("--usd-per-tib", type=float, default=Prices().usd_per_tib)
    parser.add_argument("--free-tib", type=float, default=Prices().free_tib)
    parser.add_argument("--without-temporary-tables", action="store_true")
    given = parser.parse_args()
    prices = Prices(
        usd_per_tib=given.usd_per_tib,
        free_tib=given.free_tib,
        bills_temporary_tables=not given.without_temporary_tables,
    )
    sys.stdout.write(f"{report(prices)}\n")


if __name__ == "__main__":
    main()
