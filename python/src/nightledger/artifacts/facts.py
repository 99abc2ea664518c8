"""Turn a command into rows of ledger tables."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from nightledger.artifacts.freshness import freshness_row
from nightledger.artifacts.invocation import invocation_rows
from nightledger.artifacts.project import config_of
from nightledger.artifacts.results import node_row, test_row
from nightledger.artifacts.shift import shifted
from nightledger.errors import ArtifactError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nightledger.artifacts.command import Command, Result, Row

RECORDED_COMMANDS = frozenset(
    {"build", "run", "test", "seed", "snapshot", "freshness", "clone", "retry"}
)
"""The commands the hooks record; compile, docs, show and run-operation produce no facts."""

MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a file whose values are not of dbt's types comes to."""

LONGEST_SAID = 200


def facts_of(command: Command, path: Path) -> tuple[dict[str, list[Row]], list[str]]:
    """Return a command's rows by table, and the ids of results the manifest does not know.

    Raises ArtifactError naming the result that is not as dbt writes it.
    """
    facts: dict[str, list[Row]] = {}
    unknown: list[str] = []
    for number, result in enumerate(command.evidence, start=1):
        with decoding(f"{path}: result {number}"):
            add_result(command, result, facts, unknown)
    with decoding(f"{path}: its metadata"):
        count = len(unknown) + sum(len(rows) for rows in facts.values())
        facts["dbt_invocations"] = invocation_rows(command, count)
    days = command.options.shift_days
    return {table: [shifted(row, days) for row in rows] for table, rows in facts.items()}, unknown


@contextmanager
def decoding(place: str) -> Iterator[None]:
    """Name the part that is being read when it is not as dbt writes it."""
    try:
        yield
    except MALFORMED as error:
        said = f"{type(error).__name__}: {error}"[:LONGEST_SAID]
        message = f"{place} is not as dbt writes it ({said})."
        raise ArtifactError(message) from error


def add_result(
    command: Command, result: Result, facts: dict[str, list[Row]], unknown: list[str]
) -> None:
    """Add one result to the rows of its table, if it is a fact about data."""
    table = table_for(result["unique_id"], result["status"])
    if table is None:
        return
    node = command.project.node(result["unique_id"])
    if node is None:
        unknown.append(result["unique_id"])
        return
    if config_of(node).get("materialized") == "ephemeral":
        return  # it never runs; dbt v2 lists it as skipped
    facts.setdefault(table, []).append(ROW_MAKERS[table](command, result, node))


def table_for(unique_id: str, status: str) -> str | None:
    """Return the table for a node's result.

    None for exposures, and unless they failed for hooks, our package's own nodes and whatever else
    dbt has a result for.
    """
    kind, package = unique_id.split(".")[:2]
    if kind in TABLE_OF_KIND:
        return TABLE_OF_KIND[kind]
    is_built = kind in BUILT and package != "nightledger"
    is_fine = status.lower() in FINE and not (kind == "operation" and status == "skipped")
    return None if kind == "exposure" or (is_fine and not is_built) else "dbt_node_results"


BUILT = frozenset({"model", "seed", "snapshot", "function"})
FINE = frozenset({"success", "pass", "skipped", "no-op", "reused"})
TABLE_OF_KIND = {
    "test": "dbt_test_results",
    "unit_test": "dbt_test_results",
    "source": "dbt_source_freshness",
}
ROW_MAKERS = {
    "dbt_node_results": node_row,
    "dbt_test_results": test_row,
    "dbt_source_freshness": freshness_row,
}
