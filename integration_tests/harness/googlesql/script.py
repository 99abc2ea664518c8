"""Analyse a script statement by statement: variables, IF, loops, procedures, exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.googlesql.builtins import temporary_function
from harness.googlesql.errors import SqlError, line_and_column
from harness.googlesql.protos import type_pb
from harness.googlesql.resolved import output_columns, unwrap
from harness.googlesql.syntax import parse, span
from harness.googlesql.types import parse_type, type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.googlesql.analyser import Analyser
    from harness.googlesql.resolved import Node
    from harness.googlesql.types import Column

    # What is shown each statement, resolved, with its first byte and the one after its last.
    Seen = Callable[[Node, int, int], None]

_SELECT = "select "
_NOT_ANALYSED = ("ASTCallStatementProto", "ASTExecuteImmediateStatementProto")


def check(
    analyser: Analyser,
    sql: str,
    parameters: Mapping[str, str] | None,
    seen: Seen | None = None,
) -> list[SqlError]:
    """Return every error of a script, placed in the script; a syntax error comes alone.

    `seen` is shown each valid statement and expression in the order of the text, before what it
    creates becomes known.
    """
    try:
        tree = parse(analyser.engine, sql)
    except SqlError as error:
        return [error]
    walk = _ScriptWalk(analyser, sql.encode(), parameters, seen)
    walk.visit(tree)
    analyser.variables.clear()
    analyser.functions.clear()
    return walk.errors


class _ScriptWalk:
    """One pass over a script's tree. Variables live on after the block which declares them."""

    def __init__(
        self,
        analyser: Analyser,
        text: bytes,
        parameters: Mapping[str, str] | None,
        seen: Seen | None,
    ) -> None:
        self._analyser = analyser
        self._text = text
        self._parameters = parameters
        self._seen = seen
        self.errors: list[SqlError] = []
        self._special: dict[str, Callable[[Any], None]] = {
            "ASTVariableDeclarationProto": self._declare,
            "ASTForInStatementProto": self._for,
            "ASTWhileStatementProto": self._while,
            "ASTSingleAssignmentProto": self._assign,
            "ASTCreateProcedureStatementProto": self._procedure,
            "ASTCreateFunctionStatementProto": self._function,
        }

    def visit(self, holder: Any) -> None:  # noqa: ANN401
        """Analyse a node of the control flow and everything below it."""
        node = unwrap(holder)
        kind = node.DESCRIPTOR.name
        if kind in self._special:
            self._special[kind](node)
        elif holder.DESCRIPTOR.name == "AnyASTStatementProto" and not _is_control(holder):
            if kind not in _NOT_ANALYSED:
                self._analyse(*span(node))
        elif holder.DESCRIPTOR.name == "AnyASTExpressionProto":
            self._expression(*span(node))
        else:
            self._visit_children(node)

    def _visit_children(self, node: Any) -> None:  # noqa: ANN401
        for field, value in node.ListFields():
            if field.message_type is not None and field.name not in ("parent", "label"):
                for child in value if hasattr(value, "append") else (value,):
                    self.visit(child)

    def _declare(self, node: Any) -> None:  # noqa: ANN401
        declared = self._slice(*span(node.type)) if node.HasField("type") else None
        default = node.default_value if node.HasField("default_value") else None
        found = self._expression(*span(unwrap(default))) if default is not None else ()
        if declared is None and not found:
            return
        kind = parse_type(declared) if declared else found[0].type
        for variable in node.variable_list.identifier_list:
            self._analyser.variables[variable.id_string] = kind

    def _for(self, node: Any) -> None:  # noqa: ANN401
        columns = self._analyse(*span(node.query))
        fields = [type_pb.StructFieldProto(field_name=c.name, field_type=c.type) for c in columns]
        struct = type_pb.StructTypeProto(field=fields)
        kind = type_pb.TypeProto(type_kind=type_pb.TYPE_STRUCT, struct_type=struct)
        self._analyser.variables[node.variable.id_string] = kind
        self._visit_children(node.parent)

    def _procedure(self, node: Any) -> None:  # noqa: ANN401
        """Analyse the body as if it ran where it stands: its arguments are variables."""
        self._analyse(*span(node))
        for argument in node.parameters.parameter_entries:
            kind = parse_type(self._slice(*span(unwrap(argument.type))))
            self._analyser.variables[argument.name.id_string] = kind
        self.visit(node.body)

    def _function(self, node: Any) -> None:  # noqa: ANN401
        """Analyse a temporary function, and let the rest of the script call it."""
        self._analyse(*span(node))
        declared = node.parent.function_declaration
        name = declared.name.names[0].id_string
        types = [
            self._slice(*span(unwrap(argument.type)))
            for argument in declared.parameters.parameter_entries
        ]
        result = self._slice(*span(unwrap(node.return_type)))
        self._analyser.functions[name] = temporary_function(name, types, result)

    def _while(self, node: Any) -> None:  # noqa: ANN401
        self._visit_children(node)
        self._visit_children(node.parent)

    def _assign(self, node: Any) -> None:  # noqa: ANN401
        """Check that the value fits the variable: literals are coerced, nothing is widened."""
        start, end = span(unwrap(node.expression))
        name = node.variable.id_string
        kind = self._analyser.variables.get(name)
        if kind is None:
            self._fail(span(node)[0], f"variable {name} is not declared")
            return
        found = self._expression(start, end)
        if found and not self._fits(self._slice(start, end), type_name(kind)):
            given = type_name(found[0].type)
            self._fail(
                start,
                f"{given} does not fit variable {name}, which is {type_name(kind)}",
            )

    def _fits(self, expression: str, kind: str) -> bool:
        sql = f"select coalesce(cast(null as {kind}), {expression})"
        try:
            return type_name(self._analyser.analyse(sql, self._parameters)[0].type) == kind
        except SqlError:
            return False

    def _analyse(self, start: int, end: int, before: str = "") -> tuple[Column, ...]:
        """Analyse a slice of the script, `before` which something may have to be written."""
        try:
            statement = self._analyser.resolve(before + self._slice(start, end), self._parameters)
        except SqlError as error:
            line, column = line_and_column(self._text, start)
            self.errors.append(error.moved(line=line, column=column - len(before)))
            return ()
        if self._seen is not None:
            self._seen(statement, start, end)
        self._analyser.remember(statement)
        return output_columns(statement)

    def _expression(self, start: int, end: int) -> tuple[Column, ...]:
        return self._analyse(start, end, _SELECT)

    def _slice(self, start: int, end: int) -> str:
        return self._text[start:end].decode()

    def _fail(self, offset: int, message: str) -> None:
        line, column = line_and_column(self._text, offset)
        self.errors.append(SqlError(message, line=line, column=column))


def _is_control(holder: Any) -> bool:  # noqa: ANN401
    return bool(holder.WhichOneof("node") == "ast_script_statement_node")
