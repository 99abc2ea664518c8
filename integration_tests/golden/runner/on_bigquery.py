"""What a BigQuery, embedded or real, answers to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from golden.runner.literals import literal
from harness.googlesql.engine import shared_engine
from harness.googlesql.rewriting import fix_clock, replace_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from golden.runner.case import Case
    from google.cloud.bigquery import Client
    from harness.googlesql.project import Node, Project
    from harness.googlesql.syntax import TablePath

Rows = list[dict[str, Any]]


def answer_on(client: Client, project: Project, case: Case, dataset: str) -> Rows:
    """Create the case's tables and the chain of views in a new dataset; give all rows of the view.

    Each view is kept as a table, since the emulator translates a view's text anew, with all the
    views it reads, every time it is read: of a long chain that takes seconds. The clock
    is written into each view's text. Raises google.api_core's GoogleAPIError when the BigQuery
    refuses something.
    """
    view = project.node(case.view)
    chain = [*project.below(view), view]
    place = _Place(client.project, dataset, chain)
    client.create_dataset(dataset, exists_ok=True)
    script = ";\n".join(_statements(case, chain, place))
    client.query(script).result()
    rows = client.query(f"select * from {place.of(view)}").result()
    return [dict(row.items()) for row in rows]


class _Place:
    """Where the nodes of a chain live in the dataset of one case."""

    def __init__(self, project: str, dataset: str, chain: list[Node]) -> None:
        self._names = {
            str(node.relation): f"`{project}`.`{dataset}`.`{_last(str(node.relation))}`"
            for node in chain
        }

    def of(self, node: Node) -> str:
        return self._names[str(node.relation)]

    def of_path(self, path: TablePath) -> str | None:
        return self._names.get(path.name)


def _statements(case: Case, chain: list[Node], place: _Place) -> Iterator[str]:
    engine = shared_engine()
    for node in chain:
        if node.is_table:
            yield from _table_statements(node, case.given.get(str(node.relation), ()), place)
        elif node.sql is not None and node.materialized != "ephemeral":
            sql = replace_tables(engine, fix_clock(engine, node.sql, case.clock), place.of_path)
            yield f"create table {place.of(node)} as\n{sql}"


def _table_statements(node: Node, rows: tuple[dict[str, Any], ...], place: _Place) -> Iterator[str]:
    types = ", ".join(f"`{column.name}` {column.type_name}" for column in node.columns)
    yield f"create table {place.of(node)} ({types})"
    if rows:
        tuples = (
            ", ".join(literal(row.get(column.name), column.type) for column in node.columns)
            for row in rows
        )
        values = ",\n".join(f"({values})" for values in tuples)
        yield f"insert into {place.of(node)} values\n{values}"


def _last(relation: str) -> str:
    return relation.rsplit(".", 1)[-1]
