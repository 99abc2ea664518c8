"""Tell whether a partition filter reaches its table, so that BigQuery reads only some days."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.googlesql.resolved import Node, unwrap
from harness.googlesql.resolved import field as inherited
from harness.googlesql.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_Columns = frozenset[int]
_NONE: _Columns = frozenset()
# Where the column stands in a comparison which bounds it from below.
_BOUNDED_FIRST = {"$greater", "$greater_or_equal", "$equal", "$between", "$in"}
_BOUNDED_SECOND = {"$less", "$less_or_equal", "$equal"}


def read_whole(
    statement: Node, tables: Collection[str], *, column: str = "recorded_at"
) -> list[str]:
    """Return those of the tables (full names) that a resolved statement reads every day of.

    The rule is the strict one: each scan is bounded from below on `column`, and between scan and
    filter there is nothing but plain projections, CTEs and other filters. BigQuery also pushes
    some filters further down, but not through `qualify row_number() over (partition by row_id
    ...)`, through aggregates or to the other side of a join. The filter compares the bare column
    with `>`, `>=`, `=`, `between` or `in` to something known before the query runs: a constant, a
    parameter or a variable of the script; no other column, no subquery.
    """
    search = _Search(tables=frozenset(tables), column=column.lower())
    search.below(unwrap(statement))
    return sorted(search.whole)


@dataclass(slots=True, kw_only=True)
class _Search:
    """A walk from the answer down to the scans, carrying which columns are bounded on the way."""

    tables: frozenset[str]
    column: str
    whole: set[str] = field(default_factory=set)
    _entries: dict[str, Node] = field(default_factory=dict)

    def visit(self, scan: Node, bounded: _Columns) -> None:
        node = unwrap(scan)
        kind = node.DESCRIPTOR.name
        if kind == "ResolvedTableScanProto":
            self._table(node, bounded)
        elif kind == "ResolvedFilterScanProto":
            self.below(node.filter_expr)
            self.visit(node.input_scan, bounded | _bounded_by(node.filter_expr))
        elif kind == "ResolvedProjectScanProto":
            for computed in node.expr_list:
                self.below(computed)
            self.visit(node.input_scan, bounded)
        elif kind == "ResolvedWithScanProto":
            self._entries.update((e.with_query_name, e.with_subquery) for e in node.with_entry_list)
            self.visit(node.query, bounded)
        elif kind == "ResolvedWithRefScanProto":
            self._reference(node, bounded)
        else:
            self.below(node)

    def _table(self, node: Node, bounded: _Columns) -> None:
        if node.table.full_name in self.tables:
            columns = inherited(node, "column_list")
            mine = {c.column_id for c in columns if c.name.lower() == self.column}
            if not mine & bounded:
                self.whole.add(node.table.full_name)

    def _reference(self, node: Node, bounded: _Columns) -> None:
        """Go on inside the CTE, whose columns stand in the same order under other numbers."""
        query = self._entries[node.with_query_name]
        inside = inherited(unwrap(query), "column_list")
        pairs = zip(inside, inherited(node, "column_list"), strict=True)
        self.visit(query, frozenset(i.column_id for i, o in pairs if o.column_id in bounded))

    def below(self, node: Node) -> None:
        """Go on under anything a filter may not pass: what was bounded above counts no more."""
        for scan in _topmost_scans(node):
            self.visit(scan, _NONE)


def _topmost_scans(node: Node) -> Iterator[Node]:
    for descriptor, value in node.ListFields():
        if descriptor.message_type is None:
            continue
        for child in value if hasattr(value, "append") else (value,):
            if child.DESCRIPTOR.name == "AnyResolvedScanProto":
                yield child
            else:
                yield from _topmost_scans(child)


def _bounded_by(expression: Node) -> _Columns:
    """Return the numbers of the columns which a condition bounds from below."""
    node = unwrap(expression)
    if node.DESCRIPTOR.name != "ResolvedFunctionCallProto":
        return _NONE
    name = inherited(node, "function").name.rsplit(":", 1)[-1]
    arguments = list(inherited(node, "argument_list"))
    if name == "$and":
        return _NONE.union(*map(_bounded_by, arguments))
    bounded = set()
    if name in _BOUNDED_FIRST and all(map(_is_constant, arguments[1:])):
        bounded |= _bare_column(arguments[0])
    if name in _BOUNDED_SECOND and _is_constant(arguments[0]):
        bounded |= _bare_column(arguments[1])
    return frozenset(bounded)


def _bare_column(expression: Node) -> set[int]:
    node = unwrap(expression)
    return {node.column.column_id} if node.DESCRIPTOR.name == "ResolvedColumnRefProto" else set()


def _is_constant(expression: Node) -> bool:
    return next(nodes(expression, "ResolvedColumnRefProto", "AnyResolvedScanProto"), None) is None
