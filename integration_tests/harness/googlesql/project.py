"""A compiled dbt project as the gates see it: nodes in the order of the DAG."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.googlesql.catalogue import Catalogue, declared_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from harness.googlesql.types import Column

# Their columns come from what is declared, not from a query.
_DECLARED_RESOURCES = ("source", "seed")
# A seed is a file; a hook's text is a macro call which dbt leaves as it is.
_WITHOUT_SQL = ("seed", "operation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A source, seed, model, snapshot or test. `sql` is None where dbt compiled none.

    is_contract: it describes a table or view that `nightledger.setup` makes.
    """

    unique_id: str
    name: str
    resource: str
    relation: str | None
    sql: str | None
    source: Path
    compiled: Path
    upstream: tuple[str, ...]
    columns: tuple[Column, ...]
    is_contract: bool

    @property
    def is_table(self) -> bool:
        """Whether it is declared: a source, a seed, or what `nightledger.setup` makes."""
        return self.resource in _DECLARED_RESOURCES or self.is_contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The nodes by unique id, each after those it reads."""

    name: str
    database: str
    nodes: Mapping[str, Node]

    def catalogue(self) -> Catalogue:
        """Return a catalogue of the tables: what is declared with its types."""
        catalogue = Catalogue(self.database)
        for node in self.nodes.values():
            if node.is_table and node.relation and node.columns:
                catalogue.add_table(node.relation, node.columns)
        return catalogue


def read_project(directory: Path, target: Path | None = None) -> Project:
    """Read what `dbt compile` left in `target` (default: the project's own `target/`).

    Raises FileNotFoundError when it left nothing, ValueError for a column with an unknown type.
    """
    path = (target or directory / "target") / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    name = manifest["metadata"]["project_name"]
    entries = manifest["nodes"] | manifest["sources"]
    nodes = {
        unique_id: _node(entries[unique_id], directory, root_project=name)
        for unique_id in _in_order(entries)
    }
    database = next((e["database"] for e in entries.values() if e.get("database")), "")
    return Project(name=name, database=database, nodes=nodes)


def _in_order(entries: Mapping[str, Any]) -> Iterator[str]:
    """Yield ids so that each comes after those it depends on."""
    done: set[str] = set()
    waiting = sorted(entries, reverse=True)
    while waiting:
        unique_id = waiting[-1]
        missing = [u for u in _upstream(entries[unique_id]) if u in entries and u not in done]
        if missing and unique_id not in done:
            waiting.extend(missing)
            continue
        waiting.pop()
        if unique_id not in done:
            done.add(unique_id)
            yield unique_id


def _upstream(entry: Mapping[str, Any]) -> list[str]:
    return list((entry.get("depends_on") or {}).get("nodes") or [])


def _node(entry: Mapping[str, Any], directory: Path, *, root_project: str) -> Node:
    package = entry["package_name"]
    root = directory if package == root_project else directory / "dbt_packages" / package
    is_sql = entry.get("language", "sql") == "sql" and entry["resource_type"] not in _WITHOUT_SQL
    compiled = entry.get("compiled_path") or ""
    return Node(
        unique_id=entry["unique_id"],
        name=entry["name"],
        resource=entry["resource_type"],
        relation=_relation(entry),
        sql=entry.get("compiled_code") if is_sql else None,
        source=root / entry["original_file_path"],
        compiled=directory / compiled,
        upstream=tuple(_upstream(entry)),
        columns=_columns(entry),
        is_contract=bool(_contract(entry)),
    )


def _contract(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return ((entry.get("config") or {}).get("meta") or {}).get("nightledger") or {}


def _relation(entry: Mapping[str, Any]) -> str | None:
    """Return the full name of what holds the rows; a contract's node is ephemeral and has none."""
    if name := _contract(entry).get("relation"):
        return ".".join((entry["database"], entry["schema"], name))
    return (entry.get("relation_name") or "").replace("`", "") or None


def _columns(entry: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return the declared columns which have a type; a seed's may stand in its configuration."""
    config = entry.get("config") or {}
    types = {name: column.get("data_type") for name, column in entry["columns"].items()}
    types |= config.get("column_types") or {}
    typed = [{"name": name, "data_type": kind} for name, kind in types.items() if kind]
    return tuple(declared_columns(typed, place=entry["unique_id"]))
