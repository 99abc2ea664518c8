"""A load's facts, by the dlt resource that brought them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlt.common.schema import Schema
from dlt.common.schema.utils import get_root_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dlt.pipeline.pipeline import Pipeline

    from nightledger.dlt.load_facts import LoadFact

NO_SCHEMA = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceLoad:
    """What one resource brought: its own tables, most often one, and those nested in them."""

    resource: str
    own: tuple[LoadFact, ...]
    nested: tuple[LoadFact, ...]

    @property
    def facts(self) -> tuple[LoadFact, ...]:
        """All of them."""
        return self.own + self.nested

    @property
    def rows(self) -> int:
        """Rows of its own tables."""
        return sum(rows_of(fact) for fact in self.own)

    @property
    def load_ids(self) -> list[str]:
        """The load packages they came in."""
        return sorted({str(fact["load_id"]) for fact in self.facts})


def rows_of(fact: LoadFact) -> int:
    """Give the rows of one fact; 0 where the load failed before they were counted."""
    rows = fact["rows_loaded"]
    return rows if isinstance(rows, int) else 0


def by_resource(
    pipeline: Pipeline, facts: Sequence[LoadFact], resources: Sequence[str]
) -> dict[str, ResourceLoad]:
    """Sort the facts of the pipeline's last run by the given resources."""
    origins = _origins(pipeline, resources)
    found: dict[str, ResourceLoad] = {}
    for resource in resources:
        mine = [
            (fact, is_own)
            for fact in facts
            for origin, is_own in [origins.get(str(fact["table_name"]), ("", False))]
            if origin == resource
        ]
        found[resource] = ResourceLoad(
            resource=resource,
            own=tuple(fact for fact, is_own in mine if is_own),
            nested=tuple(fact for fact, is_own in mine if not is_own),
        )
    return found


def _origins(pipeline: Pipeline, resources: Sequence[str]) -> Mapping[str, tuple[str, bool]]:
    """Map tables to their resource, and to whether they are its own."""
    found: dict[str, tuple[str, bool]] = {}
    # a pipeline whose first run failed has no schema yet
    for schema in list(pipeline.schemas.values()) or [Schema(NO_SCHEMA)]:
        # a resource that never had rows has no table yet; its facts are under its own name
        found |= {
            schema.naming.normalize_table_identifier(name): (name, True) for name in resources
        }
        for table in schema.data_table_names():
            root = get_root_table(schema.tables, table)
            found[table] = (str(root.get("resource")), root["name"] == table)
    return found
