"""Which columns a statement needs: BigQuery bills no others, whatever a `select *` says."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from harness.googlesql.protos import resolved_enums_pb
from harness.googlesql.resolved import Node, unwrap
from harness.googlesql.resolved import field as inherited
from harness.googlesql.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UNION_ALL = resolved_enums_pb.ResolvedSetOperationScanEnums.UNION_ALL
_OUTPUTS = ("output_column_list", "query_output_column_list")


def live_columns(statement: Node) -> set[int]:
    """Return the ids of the columns of a resolved statement that its answer or a condition needs.

    A computed column, one of a union and one of a CTE need others only if they are needed
    themselves; conditions, groups, orders and what is unnested always do.
    """
    needs: defaultdict[int, set[int]] = defaultdict(set)
    entries = {
        entry.with_query_name: entry.with_subquery
        for entry in nodes(statement, "ResolvedWithEntryProto")
    }
    always = set(_outputs(statement))
    for node, owner in _owned(statement):
        kind = node.DESCRIPTOR.name
        if kind == "ResolvedColumnRefProto":
            (needs[owner] if owner else always).add(node.column.column_id)
        elif kind == "ResolvedSubqueryExprProto":
            ids = _ids(unwrap(node.subquery))
            needs[owner].update(ids) if owner else always.update(ids)
        elif kind == "ResolvedAggregateScanProto":
            groups = inherited(node, "group_by_list")
            always.update(group.column.column_id for group in groups)
        elif kind == "ResolvedSetOperationScanProto" and node.op_type != _UNION_ALL:
            always.update(_ids(node))
        for mine, theirs in _handed_on(node, entries):
            needs[mine].add(theirs)
    return _reached(always, needs)


def _handed_on(node: Node, entries: Mapping[str, Node]) -> Iterator[tuple[int, int]]:
    """Yield the columns of a union or a reference to a CTE, each with what it is made of."""
    kind = node.DESCRIPTOR.name
    if kind == "ResolvedSetOperationScanProto":
        for item in node.input_item_list:
            inside = [column.column_id for column in item.output_column_list]
            yield from zip(_ids(node), inside, strict=True)
    elif kind == "ResolvedWithRefScanProto":
        yield from zip(_ids(node), _ids(unwrap(entries[node.with_query_name])), strict=True)


def _outputs(statement: Node) -> Iterator[int]:
    for name in _OUTPUTS:
        for column in inherited(unwrap(statement), name) or ():
            yield (column.column if hasattr(column, "column") else column).column_id


def _owned(node: Node, owner: int = 0) -> Iterator[tuple[Node, int]]:
    """Yield every node with the id of the computed column it is part of; 0 for none."""
    if node.DESCRIPTOR.name == "ResolvedComputedColumnProto":
        owner = owner or node.column.column_id
    yield node, owner
    for descriptor, value in node.ListFields():
        if descriptor.message_type is not None:
            for child in value if hasattr(value, "append") else (value,):
                yield from _owned(child, owner)


def _ids(scan: Node) -> list[int]:
    return [column.column_id for column in inherited(scan, "column_list")]


def _reached(start: set[int], needs: dict[int, set[int]]) -> set[int]:
    found, waiting = set(start), list(start)
    while waiting:
        for other in needs.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
