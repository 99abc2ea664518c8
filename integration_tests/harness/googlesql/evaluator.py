"""Run a query over a few rows in memory with GoogleSQL's reference evaluator, the oracle.

It cannot do: APPROX_* functions, MAX_BY and MIN_BY, SEARCH and CONTAINS_SUBSTR, FOR SYSTEM_TIME,
system variables, DML. It differs from BigQuery in that NULL arrays stay NULL and that an answer's
array may hold NULL elements.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.googlesql.analyser import Analyser, engine_catalog
from harness.googlesql.dialect import analyser_options
from harness.googlesql.protos import service_pb, type_pb, value_pb
from harness.googlesql.rewriting import rewrite
from harness.googlesql.types import Column, array_of_rows, parse_type
from harness.googlesql.values import WrongValueError, from_engine, to_engine

if TYPE_CHECKING:
    import datetime as dt

    from harness.googlesql.catalogue import Catalogue, Table
    from harness.googlesql.engine import GoogleSql
    from harness.googlesql.syntax import TablePath

Row = dict[str, Any]
Types = dict[str, type_pb.TypeProto]

_CLOCK = "_now"
_TIMESTAMP = parse_type("timestamp")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A query's answer: its columns, each row as a dict, and the rows as the engine spells them."""

    columns: tuple[Column, ...]
    encoded: value_pb.ValueProto

    @classmethod
    def of(cls, columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> Answer:
        """Return an answer with these rows."""
        return cls(columns=tuple(columns), encoded=to_engine(rows, array_of_rows(columns)))

    @functools.cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in the order in which the engine gave them."""
        return tuple(
            {
                column.name: from_engine(cell, column.type)
                for column, cell in zip(self.columns, row.struct_value.field, strict=True)
            }
            for row in self.encoded.array_value.element
        )


Rows = Sequence[Mapping[str, object]] | Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A query the engine has ready, and the parameters in which it takes each table's rows."""

    number: int
    columns: tuple[Column, ...]
    tables: Mapping[str, Table]


class Evaluator:
    """Evaluates queries over given rows of the catalogue's tables.

    Getting a large query ready takes a second, evaluating it some milliseconds; so queries are kept
    ready as long as the evaluator lives, and take the clock and the tables' rows as parameters.
    """

    def __init__(self, catalogue: Catalogue, engine: GoogleSql | None = None) -> None:
        self._analyser = Analyser(catalogue, engine)
        self._engine = self._analyser.engine
        self._ready: dict[object, _Prepared] = {}

    def evaluate(
        self,
        sql: str,
        tables: Mapping[str, Rows],
        parameters: Mapping[str, tuple[str, object]] | None = None,
        *,
        now: dt.datetime,
    ) -> Answer:
        """Answer a query. Rows may leave columns out; a table not given is empty.

        `tables` go by full name, and may be answers of other queries with the same columns;
        `parameters` are name: (type, value); the clock stands still at `now`. Raises SqlError, and
        WrongValueError for a row which does not fit its table.
        """
        types = {name: parse_type(kind) for name, (kind, _) in (parameters or {}).items()}
        prepared = self._prepared(sql, types)
        query = service_pb.EvaluateQueryRequest(prepared_query_id=prepared.number)
        query.params.add(name=_CLOCK, value=to_engine(now, _TIMESTAMP))
        for name, (_, value) in (parameters or {}).items():
            query.params.add(name=name, value=to_engine(value, types[name]))
        for name, table in prepared.tables.items():
            query.params.add(name=name, value=_rows_of(table, tables.get(table.name, ())))
        answer = self._engine.call("EvaluateQuery", query, service_pb.EvaluateQueryResponse)
        return Answer(columns=prepared.columns, encoded=_encoded(answer.content.table_data.row))

    def _prepared(self, sql: str, types: Types) -> _Prepared:
        named = tuple((name, kind.SerializeToString()) for name, kind in sorted(types.items()))
        key = (self._engine.starts, sql, named)
        if key not in self._ready:
            self._ready[key] = self._prepare(sql, types)
        return self._ready[key]

    def _prepare(self, sql: str, types: Types) -> _Prepared:
        self._analyser.named_tables(sql)
        tables: dict[str, Table] = {}

        def rows_of(path: TablePath) -> str | None:
            table = self._analyser.catalogue.table(path.parts)
            if table is None:
                return None
            name = f"_rows_{len(tables)}"
            tables[name] = table
            return f"(select * from unnest(@{name}))"

        text = rewrite(self._engine, sql, moment=f"@{_CLOCK}", replacement=rows_of)
        rows = {name: array_of_rows(table.columns) for name, table in tables.items()}
        every_type = types | rows | {_CLOCK: _TIMESTAMP}
        request = service_pb.PrepareQueryRequest(
            sql=text,
            options=analyser_options(self._engine, every_type, system_variables=False),
            simple_catalog=engine_catalog(self._engine, {}, {}),
        )
        answer = self._engine.call("PrepareQuery", request, service_pb.PrepareQueryResponse)
        columns = (Column(name=c.name, type=c.type) for c in answer.prepared.columns)
        return _Prepared(
            number=answer.prepared.prepared_query_id,
            columns=tuple(columns),
            tables=tables,
        )


def _rows_of(table: Table, rows: Rows) -> value_pb.ValueProto:
    if isinstance(rows, Answer):
        return rows.encoded
    try:
        return to_engine(rows, array_of_rows(table.columns))
    except WrongValueError as error:
        message = f"table {table.name}: {error}"
        raise WrongValueError(message) from error


def _encoded(rows: Iterable[Any]) -> value_pb.ValueProto:
    """Return rows of an answer as the array of structs that a parameter takes."""
    encoded = value_pb.ValueProto()
    encoded.array_value.SetInParent()
    for row in rows:
        encoded.array_value.element.add().struct_value.field.extend(row.cell)
    return encoded
