"""A load's facts, by the dlt resource that brought them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.dlt.loads import loads_of, schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dlt.pipeline.pipeline import Pipeline

    from nightledger.dlt.load_facts import LoadFact
    from nightledger.dlt.tables import Origin


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
    """Return the rows of one fact; 0 where the load failed before they were counted."""
    rows = fact["rows_loaded"]
    return rows if isinstance(rows, int) else 0


def by_resource(
    pipeline: Pipeline, facts: Sequence[LoadFact], resources: Sequence[str]
) -> dict[str, ResourceLoad]:
    """Sort the facts of the pipeline's last run by the given resources."""
    origins = _origins(pipeline)
    known = [
        (fact, origins[table]) for fact in facts if (table := str(fact["table_name"])) in origins
    ]
    return {
        resource: ResourceLoad(
            resource=resource,
            own=tuple(f for f, origin in known if origin.resource == resource and origin.is_own),
            nested=tuple(
                f for f, origin in known if origin.resource == resource and not origin.is_own
            ),
        )
        for resource in resources
    }


def _origins(pipeline: Pipeline) -> Mapping[str, Origin]:
    """Map the tables of the pipeline's last loads to their resource."""
    trace = pipeline.last_trace
    found: dict[str, Origin] = {}
    for load in loads_of(trace.steps if trace else []):
        found |= load.origins(schema_of(pipeline, load.schema_name))
    return found
