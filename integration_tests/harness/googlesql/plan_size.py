"""How large a query is once BigQuery has written out every view and CTE it refers to.

BigQuery refuses a query that is too complex to plan and names no limit; its documentation says
that a CTE runs once per reference and that a view is its text. What is counted here is GoogleSQL's
resolved tree with both written out; what a recursive CTE says of itself counts nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.googlesql.bounds import lower_bounds, partition_column
from harness.googlesql.live_columns import live_columns
from harness.googlesql.resolved import Node, unwrap
from harness.googlesql.resolved import field as inherited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OPERATORS = {
    "ResolvedAggregateScanProto",
    "ResolvedAnalyticScanProto",
    "ResolvedArrayScanProto",
    "ResolvedFilterScanProto",
    "ResolvedJoinScanProto",
    "ResolvedLimitOffsetScanProto",
    "ResolvedOrderByScanProto",
    "ResolvedProjectScanProto",
    "ResolvedRecursiveScanProto",
    "ResolvedSetOperationScanProto",
    "ResolvedTableScanProto",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is read of a table: columns, and from when on, a set of lower bounds for each scan.

    columns: those the answer or a condition needs, however many a `select *` names.
    """

    columns: frozenset[str] = frozenset()
    since: frozenset[frozenset[str]] = frozenset()

    def __add__(self, other: Read) -> Read:
        """Return what both read."""
        return Read(columns=self.columns | other.columns, since=self.since | other.since)


NOTHING = Read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The size of a query with all it refers to.

    operators: table scans, joins, windows, aggregates, unions, unnests, filters, projections,
    sorts, limits. scans: those of tables. depth: how many queries stand above each other, itself
    among them: 1 for a query of tables, 2 for one of a view of tables. reads: what it reads of
    each table.
    """

    operators: int = 0
    scans: int = 0
    depth: int = 0
    reads: Mapping[str, Read] = field(default_factory=dict)

    def __add__(self, other: Size) -> Size:
        """Return the size of a query of both."""
        return Size(
            operators=self.operators + other.operators,
            scans=self.scans + other.scans,
            depth=max(self.depth, other.depth),
            reads={
                name: self.reads.get(name, NOTHING) + other.reads.get(name, NOTHING)
                for name in (*self.reads, *other.reads)
            },
        )


def size_of(statement: Node, views: Mapping[str, Size]) -> Size:
    """Return the size of a resolved statement; `views` are those it may read, by full name."""
    counted = _Count(views, live_columns(statement)).of(unwrap(statement))
    return Size(
        operators=counted.operators,
        scans=counted.scans,
        depth=counted.depth + 1,
        reads=counted.reads,
    )


@dataclass(slots=True)
class _Count:
    """The CTEs of one statement, each sized when it is first referred to."""

    views: Mapping[str, Size]
    live: set[int]
    entries: dict[str, Node] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)

    def of(self, top: Node) -> Size:
        """Return the size of a node and all below it; what a statement writes to is no scan."""
        total, operators = Size(), 0
        bounds: defaultdict[int | None, set[str]] = defaultdict(set)
        waiting = [top]
        while waiting:
            node = waiting.pop()
            kind = node.DESCRIPTOR.name
            operators += kind in OPERATORS
            if kind == "ResolvedTableScanProto":
                operators -= node.table.full_name in self.views
                total += self._scanned(node, frozenset(bounds[partition_column(node)]))
            elif kind == "ResolvedWithRefScanProto":
                total += self._entry(node.with_query_name)
            elif kind == "ResolvedWithScanProto":
                self.entries.update(
                    (entry.with_query_name, entry.with_subquery) for entry in node.with_entry_list
                )
                waiting.append(node.query)
            elif kind == "ResolvedInsertStmtProto":
                waiting.extend(child for name, child in children(node) if name != "table_scan")
            else:
                if kind == "ResolvedFilterScanProto":
                    for column, text in lower_bounds(node):
                        bounds[column].add(text)
                waiting.extend(child for _, child in children(node))
        return total + Size(operators=operators)

    def _scanned(self, scan: Node, bounds: frozenset[str]) -> Size:
        name = scan.table.full_name
        if name in self.views:
            return self.views[name]
        every = inherited(scan, "column_list")
        columns = frozenset(one.name for one in every if one.column_id in self.live)
        return Size(scans=1, reads={name: Read(columns=columns, since=frozenset({bounds}))})

    def _entry(self, name: str) -> Size:
        if name not in self.sizes:
            self.sizes[name] = self.of(self.entries[name])
        return self.sizes[name]


def children(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the nodes directly below one, each with the name of the field that holds it."""
    for descriptor, value in node.ListFields():
        if descriptor.message_type is not None:
            for child in value if hasattr(value, "append") else (value,):
                yield descriptor.name, child


def below(top: Node) -> Iterator[Node]:
    """Yield a node and everything below it, CTEs where they are written."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(child for _, child in children(node))
