"""What BigQuery has and this build of GoogleSQL lacks: a few functions and the system variables.

These are declared, not implemented: the analyser knows them, the reference evaluator does not.
"""

from __future__ import annotations

from harness.googlesql.protos import function_enums_pb, function_pb
from harness.googlesql.types import parse_type

SYSTEM_VARIABLES = {
    "dataset_id": "STRING",
    "dataset_project_id": "STRING",
    "error.formatted_stack_trace": "STRING",
    "error.message": "STRING",
    "error.statement_text": "STRING",
    "last_job_id": "STRING",
    "location": "STRING",
    "project_id": "STRING",
    "query_label": "STRING",
    "row_count": "INT64",
    "script.bytes_processed": "INT64",
    "script.creation_time": "TIMESTAMP",
    "script.job_id": "STRING",
    "script.num_child_jobs": "INT64",
    "script.slot_ms": "INT64",
    "session_id": "STRING",
    "time_zone": "STRING",
}

_ANY_1 = function_enums_pb.ARG_TYPE_ANY_1
_ANY_2 = function_enums_pb.ARG_TYPE_ANY_2
_ARBITRARY = function_enums_pb.ARG_TYPE_ARBITRARY
_Argument = function_pb.FunctionArgumentTypeProto


def missing_functions() -> list[function_pb.FunctionProto]:
    """Declare BigQuery's functions which GoogleSQL does not bring."""
    any_1, any_2, anything = _argument(_ANY_1), _argument(_ANY_2), _argument(_ARBITRARY)
    text, truth = _fixed("STRING"), _fixed("BOOL")
    aggregate = function_enums_pb.FunctionEnums.AGGREGATE
    return [
        _function("MAX_BY", [any_1, any_2], any_1, aggregate),
        _function("MIN_BY", [any_1, any_2], any_1, aggregate),
        _function("CONTAINS_SUBSTR", [anything, text], truth),
        _function("SEARCH", [anything, text], truth),
    ]


def temporary_function(name: str, types: list[str], result: str) -> function_pb.FunctionProto:
    """Declare a function that a script has created."""
    return _function(name, [_fixed(one) for one in types], _fixed(result))


def _argument(kind: function_enums_pb.SignatureArgumentKind) -> _Argument:
    # Without an occurrence count the engine aborts on a failed check.
    argument = _Argument(kind=kind, num_occurrences=1)
    argument.options.cardinality = function_enums_pb.FunctionEnums.REQUIRED
    return argument


def _fixed(type_name: str) -> _Argument:
    argument = _argument(function_enums_pb.ARG_TYPE_FIXED)
    argument.type.CopyFrom(parse_type(type_name))
    return argument


def _function(
    name: str,
    arguments: list[_Argument],
    result: _Argument,
    mode: function_enums_pb.FunctionEnums.Mode = function_enums_pb.FunctionEnums.SCALAR,
) -> function_pb.FunctionProto:
    signature = function_pb.FunctionSignatureProto(argument=arguments, return_type=result)
    return function_pb.FunctionProto(
        name_path=[name], group="BigQuery", mode=mode, signature=[signature]
    )
