"""The analyser gate: every statement that can reach BigQuery is type-checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.googlesql.analyser import Analyser
from harness.googlesql.errors import Finding, SqlError
from harness.googlesql.source_place import place_in_source, shortened
from harness.googlesql.types import Column, parse_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from harness.googlesql.catalogue import Catalogue
    from harness.googlesql.project import Node, Project

# What dbt adds to a snapshot's query.
_SNAPSHOT_COLUMNS = {
    "dbt_scd_id": "STRING",
    "dbt_updated_at": "TIMESTAMP",
    "dbt_valid_from": "TIMESTAMP",
    "dbt_valid_to": "TIMESTAMP",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check of a project found; what reads something wrong is skipped."""

    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    skipped: tuple[str, ...]

    def __str__(self) -> str:
        """Write every finding on its line, then a count."""
        count = (
            f"{len(self.checked)} statements checked, {len(self.findings)} errors, "
            f"{len(self.skipped)} skipped because something they read is wrong"
        )
        return "\n".join([*map(str, self.findings), count])


def check_statement(
    label: str,
    sql: str,
    catalogue: Catalogue,
    parameters: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Check a statement or script which is held elsewhere than in a compiled model.

    `label` says where it lives, best as a path; positions count within `sql`. `parameters` are
    names and types of its query parameters (None: any). The catalogue is not changed.
    """
    errors = Analyser(catalogue.copy()).check_script(sql, parameters)
    return [
        Finding(place=label, line=error.line, column=error.column, message=error.message)
        for error in errors
    ]


def check_project(project: Project, *, root: Path | None = None) -> Report:
    """Check every compiled statement of a dbt project, models before those which read them.

    Paths are told relative to `root`. dbt's own hooks are not compiled and so not checked here.
    """
    run = _ProjectRun(project, root)
    for node in project.nodes.values():
        run.check(node)
    return Report(
        findings=tuple(run.findings),
        checked=tuple(run.checked),
        skipped=tuple(run.skipped),
    )


class _ProjectRun:
    """One pass over a project's nodes, whose results are the tables of the nodes after them."""

    def __init__(self, project: Project, root: Path | None) -> None:
        self.analyser = Analyser(project.catalogue())
        self._root = root
        self._unusable: set[str] = set()
        self.findings: list[Finding] = []
        self.checked: list[str] = []
        self.skipped: list[str] = []

    def check(self, node: Node) -> None:
        """Check one node, unless something it reads is wrong; remember what it makes."""
        if node.is_table and not node.columns:
            self._fail(node, _untyped(node, self._root))
        if node.sql is None:
            return
        if self._unusable & set(node.upstream):
            self._unusable.add(node.unique_id)
            self.skipped.append(node.unique_id)
            return
        self.checked.append(node.unique_id)
        try:
            columns = self.analyser.analyse(node.sql)
        except SqlError as error:
            self._fail(node, place_in_source(node, error, self._root))
        else:
            self._remember(node, columns)

    def _remember(self, node: Node, columns: Sequence[Column]) -> None:
        if node.resource == "snapshot":
            extra = [Column(name=n, type=parse_type(k)) for n, k in _SNAPSHOT_COLUMNS.items()]
            columns = [*columns, *extra]
        if node.resource in ("model", "snapshot") and node.relation and not node.is_table:
            self.analyser.catalogue.add_table(node.relation, columns)

    def _fail(self, node: Node, finding: Finding) -> None:
        self._unusable.add(node.unique_id)
        self.findings.append(finding)


def _untyped(node: Node, root: Path | None) -> Finding:
    message = f"{node.unique_id} declares no data_type, so what reads it cannot be checked"
    return Finding(place=shortened(node.source, root), line=1, column=1, message=message)
