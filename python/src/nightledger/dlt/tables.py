"""Which tables a dlt resource writes: its own, and those nested in them.

A resource's name is not its table's name (`table_name=`, a function of the row, the destination's
spelling), so the one place to ask is the schema that the pipeline keeps on disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlt.common.schema.utils import get_root_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dlt.common.schema import Schema

NAMELESS = "<lambda>"
"""What dlt's trace says of a table name that is a function without a name of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The resource a table comes from; `is_own`: written by it, not nested in what it wrote."""

    resource: str
    is_own: bool


def origins_of(schema: Schema, resources: Mapping[str, str]) -> dict[str, Origin]:
    """Map tables to their resource, of the resources given with the name they say for their table.

    A resource without a table in the schema has brought nothing so far: it stands under the name
    its table is going to have, or not at all when only its rows say that.
    """
    found = {
        table: Origin(resource=resource, is_own=root["name"] == table)
        for table in schema.data_table_names()
        for root in [get_root_table(schema.tables, table)]
        for resource in [str(root.get("resource"))]
        if resource in resources
    }
    known = {origin.resource for origin in found.values()}
    waiting = {
        schema.naming.normalize_table_identifier(said): Origin(resource=resource, is_own=True)
        for resource, said in resources.items()
        if resource not in known and said != NAMELESS
    }
    return {**waiting, **found}
