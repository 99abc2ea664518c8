"""Type-check SQL the way BigQuery would, with GoogleSQL's own analyser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.googlesql.builtins import missing_functions
from harness.googlesql.dialect import analyser_options, language
from harness.googlesql.engine import GoogleSql, shared_engine
from harness.googlesql.errors import SqlError, line_and_column
from harness.googlesql.protos import catalog_pb, service_pb, table_pb
from harness.googlesql.resolved import added_columns, created_table, output_columns
from harness.googlesql.script import check
from harness.googlesql.syntax import parse, table_paths
from harness.googlesql.types import Column, parse_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harness.googlesql.catalogue import Catalogue, Table
    from harness.googlesql.protos import function_pb, type_pb
    from harness.googlesql.script import Seen


class Analyser:
    """Analyses statements against a catalogue; CREATE and ALTER statements change it.

    Not analysed: the text given to EXECUTE IMMEDIATE, the arguments of CALL, the names inside
    OPTIONS, functions made by an earlier statement. The body of a procedure is analysed where it
    is created.
    """

    def __init__(self, catalogue: Catalogue, engine: GoogleSql | None = None) -> None:
        self.catalogue = catalogue
        self.engine = engine or shared_engine()
        self.variables: dict[str, type_pb.TypeProto] = {}
        self.functions: dict[str, function_pb.FunctionProto] = {}

    def analyse(self, sql: str, parameters: Mapping[str, str] | None = None) -> tuple[Column, ...]:
        """Analyse one statement; give the columns it answers with or creates a table of.

        `parameters` are names and types of query parameters; without them any is accepted.
        Raises SqlError.
        """
        statement = self.resolve(sql, parameters)
        self.remember(statement)
        return output_columns(statement)

    def check_script(
        self,
        sql: str,
        parameters: Mapping[str, str] | None = None,
        seen: Seen | None = None,
    ) -> list[SqlError]:
        """Analyse every statement of a script; return all errors, placed in the script.

        `seen` is shown each statement's resolved tree and where it stands (bytes from, to).
        """
        return check(self, sql, parameters, seen)

    def resolve(self, sql: str, parameters: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401
        """Analyse one statement; give GoogleSQL's resolved tree of it. Raises SqlError."""
        tables = self.named_tables(sql)
        types = (
            {name: parse_type(kind) for name, kind in parameters.items()} if parameters else None
        )
        request = service_pb.AnalyzeRequest(
            sql_statement=sql,
            options=analyser_options(self.engine, types),
            simple_catalog=engine_catalog(
                self.engine, tables, self.variables, list(self.functions.values())
            ),
        )
        answer = self.engine.call("Analyze", request, service_pb.AnalyzeResponse)
        return answer.resolved_statement

    def named_tables(self, sql: str) -> dict[tuple[str, ...], Table]:
        """Return the tables a statement names, by the words it names them with. Raises SqlError."""
        tables = {}
        for path in table_paths(parse(self.engine, sql)):
            table = self.catalogue.table(path.parts)
            if table is not None:
                tables[path.words] = table
            elif len(path.parts) > 1 and (meant := self.catalogue.misspelt(path.parts)):
                line, column = line_and_column(sql.encode(), path.start)
                message = (
                    f"table {path.name} does not exist, {meant} does: "
                    "BigQuery tells upper from lower case in names of tables"
                )
                raise SqlError(message, line=line, column=column)
        return tables

    def remember(self, statement: Any) -> None:  # noqa: ANN401
        """Let the catalogue know the table, view or columns a resolved statement makes."""
        created = created_table(statement)
        if created is not None:
            name, columns, keeps_existing = created
            if not (keeps_existing and self.catalogue.table(name)):
                self.catalogue.add_table(".".join(name), columns)
        for name, column in added_columns(statement):
            if self.catalogue.table(name):
                self.catalogue.add_column(".".join(name), column)


def engine_catalog(
    engine: GoogleSql,
    tables: Mapping[tuple[str, ...], Table],
    variables: Mapping[str, type_pb.TypeProto],
    functions: Sequence[function_pb.FunctionProto] = (),
) -> catalog_pb.SimpleCatalogProto:
    """Build the engine's catalogue: tables under the very paths a statement uses, variables."""
    root = catalog_pb.SimpleCatalogProto(
        name="root", custom_function=[*missing_functions(), *functions]
    )
    root.builtin_function_options.language_options.CopyFrom(language(engine))
    for name, kind in variables.items():
        root.constant.add(name_path=[name], type=kind).value.SetInParent()
    for path, table in tables.items():
        _folder(root, path[:-1]).table.append(_engine_table(path[-1], table))
    return root


def _folder(
    root: catalog_pb.SimpleCatalogProto, path: Sequence[str]
) -> catalog_pb.SimpleCatalogProto:
    folder = root
    for name in path:
        known = next((child for child in folder.catalog if child.name == name), None)
        folder = known if known is not None else folder.catalog.add(name=name)
    return folder


def _engine_table(name: str, table: Table) -> table_pb.SimpleTableProto:
    engine_table = table_pb.SimpleTableProto(name=name, full_name=table.name)
    for column in table.columns:
        engine_table.column.add(name=column.name, type=column.type, is_writable_column=True)
    return engine_table
