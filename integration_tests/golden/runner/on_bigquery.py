"""What a BigQuery, embedded or real, answers to a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from golden.runner.literals import literal
from google.api_core.exceptions import GoogleAPIError
from harness.googlesql.engine import shared_engine
from harness.googlesql.rewriting import fix_clock, replace_tables

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from golden.runner.case import Case
    from google.cloud.bigquery import Client
    from harness.googlesql.project import Node, Project
    from harness.googlesql.syntax import TablePath

Rows = list[dict[str, Any]]


@dataclass(slots=True, kw_only=True)
class Stage:
    """A BigQuery on which one case after the other is played.

    There is one dataset for each clock, because the clock is written into each view's text. Its
    tables and views stay; only rows come and go.
    """

    client: Client
    project: Project
    scenes: dict[dt.datetime, Scene] = field(default_factory=dict)

    def answer(self, case: Case) -> Rows:
        """Give all rows of the case's view.

        Raises google.api_core's GoogleAPIError when the BigQuery refuses something.
        """
        scene = self.scenes.get(case.clock) or self._new_scene(case.clock)
        view = self.project.node(case.view)
        chain = [*self.project.below(view), view]
        script = [*scene.missing(chain), *scene.rows(case, chain)]
        try:
            if script:
                self.client.query(";\n".join(script)).result()
            rows = self.client.query(f"select * from {scene.address(view)}").result()
            return [dict(row.items()) for row in rows]
        except GoogleAPIError:
            del self.scenes[case.clock]  # nobody knows how much of the script has run
            raise

    def clear(self) -> None:
        """Drop the datasets."""
        for scene in self.scenes.values():
            self.client.delete_dataset(scene.dataset, delete_contents=True, not_found_ok=True)

    def _new_scene(self, clock: dt.datetime) -> Scene:
        scene = Scene(project=self.client.project, dataset=f"nl_{uuid4().hex[:12]}", clock=clock)
        self.client.create_dataset(scene.dataset)
        self.scenes[clock] = scene
        return scene


@dataclass(slots=True, kw_only=True)
class Scene:
    """The dataset of one clock: which nodes it has by now, and which tables have rows."""

    project: str
    dataset: str
    clock: dt.datetime
    made: dict[str, str] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)

    def address(self, node: Node) -> str:
        """Give where a node lives."""
        return self.made[str(node.relation)]

    def address_of_path(self, path: TablePath) -> str | None:
        """Give where a relation of the project lives; None for any other."""
        return self.made.get(path.name)

    def missing(self, chain: Sequence[Node]) -> Iterator[str]:
        """Give the DDL of what is not there yet, in order."""
        for node in chain:
            relation = str(node.relation)
            if relation in self.made or node.materialized == "ephemeral":
                continue
            name = relation.rsplit(".", 1)[-1]
            self.made[relation] = f"`{self.project}`.`{self.dataset}`.`{name}`"
            if node.is_table:
                types = ", ".join(f"`{column.name}` {column.type_name}" for column in node.columns)
                yield f"create table {self.made[relation]} ({types})"
            elif node.sql is not None:
                engine = shared_engine()
                fixed = fix_clock(engine, node.sql, self.clock)
                sql = replace_tables(engine, fixed, self.address_of_path)
                yield f"create view {self.made[relation]} as\n{sql}"

    def rows(self, case: Case, chain: Sequence[Node]) -> Iterator[str]:
        """Give the statements that replace the rows of the case before by those of this one."""
        for relation in sorted(self.filled):
            yield f"truncate table {self.made[relation]}"
        self.filled.clear()
        for node in chain:
            given = case.given.get(str(node.relation), ())
            if not node.is_table or not given:
                continue
            self.filled.add(str(node.relation))
            tuples = (
                ", ".join(literal(row.get(column.name), column.type) for column in node.columns)
                for row in given
            )
            values = ",\n".join(f"({values})" for values in tuples)
            yield f"insert into {self.address(node)} values\n{values}"
