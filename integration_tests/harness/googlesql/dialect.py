"""BigQuery's dialect as settings of the GoogleSQL engine.

GoogleSQL is larger than BigQuery. The lists below are our judgement of what BigQuery lacks; when in
doubt a feature is off, so that the gate errs on the strict side.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from harness.googlesql.builtins import SYSTEM_VARIABLES
from harness.googlesql.protos import analyser_options_pb, options_pb, service_pb
from harness.googlesql.types import parse_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.googlesql.engine import GoogleSql
    from harness.googlesql.protos import type_pb

_ABSENT = [
    "AGGREGATE_FILTERING",
    "ANONYMIZATION",
    "ARRAY_AGGREGATION_FUNCTIONS",
    "ARRAY_EQUALITY",
    "ARRAY_FIND_FUNCTIONS",
    "ARRAY_ORDERING",
    "ARRAY_ZIP",
    "BRACED_PROTO_CONSTRUCTORS",
    "DML_RETURNING",
    "ENABLE_MEASURES",
    "EXPERIMENTAL_MODULES",
    "FILTER_FIELDS",
    "FOR_UPDATE",
    "INSERT_ON_CONFLICT_CLAUSE",
    "JSON_SUBFIELDS_WITH_SET",
    "JSON_TYPE_COMPARISON",
    "LATERAL_COLUMN_REFERENCES",
    "LATERAL_JOIN",
    "LIMIT_OFFSET_EXPRESSIONS",
    "LITERAL_CONCATENATION",
    "MAP_TYPE",
    "MULTILEVEL_AGGREGATION",
    "MULTIWAY_UNNEST",
    "NULLIFZERO_ZEROIFNULL",
    "PIPE_CREATE_TABLE",
    "PIPE_EXPORT_DATA",
    "PIPE_FORK",
    "PIPE_IF",
    "PIPE_INSERT",
    "PIPE_LOG",
    "PIPE_TEE",
    "PI_FUNCTIONS",
    "PROTO_BASE",
    "PROTO_MAPS",
    "REPLACE_FIELDS",
    "ROW_TYPE",
    "SINGLE_TABLE_NAME_ARRAY_PATH",
    "STRUCT_BRACED_CONSTRUCTORS",
    "TIMESTAMP_NANOS",
    "TIMESTAMP_PICOS",
    "TOP_LEVEL_TABLE_STATEMENTS",
    "TTL",
    "UNNEST_AND_FLATTEN_ARRAYS",
    "UPDATE_CONSTRUCTOR",
    "UUID_TYPE",
    "WITH_GROUP_ROWS",
]
_PRESENT = [
    "ALTER_COLUMN_SET_DATA_TYPE",
    "ALTER_TABLE_RENAME_COLUMN",
    "ALTER_VIEWS_ALTER_COLUMN_SET_OPTIONS",
    "CLONE_DATA",
    "CREATE_MATERIALIZED_VIEW_CLUSTER_BY",
    "CREATE_MATERIALIZED_VIEW_PARTITION_BY",
    "CREATE_SNAPSHOT_TABLE",
    "CREATE_TABLE_CLONE",
    "CREATE_TABLE_COPY",
    "CREATE_VIEWS_WITH_COLUMN_OPTIONS",
    "FOREIGN_KEYS",
    "NON_SQL_PROCEDURE",
    "UNENFORCED_PRIMARY_KEYS",
    "ALLOW_DASHES_IN_TABLE_NAME",
    "BARE_ARRAY_ACCESS",
    "COLUMN_DEFAULT_VALUE",
    "NAMED_ARGUMENTS",
    "QUALIFY",
]


@functools.lru_cache(maxsize=4)
def language(engine: GoogleSql) -> analyser_options_pb.LanguageOptionsProto:
    """Everything GoogleSQL can do, less what BigQuery cannot."""
    request = service_pb.LanguageOptionsRequest(maximum_features=True)
    options = engine.call("GetLanguageOptions", request, analyser_options_pb.LanguageOptionsProto)
    features = set(options.enabled_language_features) | {_feature(name) for name in _PRESENT}
    del options.enabled_language_features[:]
    options.enabled_language_features.extend(sorted(features - {_feature(n) for n in _ABSENT}))
    options.product_mode = options_pb.PRODUCT_EXTERNAL
    del options.reserved_keywords[:]
    options.reserved_keywords.append("QUALIFY")
    del options.supported_statement_kinds[:]
    return options


def analyser_options(
    engine: GoogleSql,
    parameters: Mapping[str, type_pb.TypeProto] | None,
    *,
    system_variables: bool = True,
) -> analyser_options_pb.AnalyzerOptionsProto:
    """Return the settings of one analysis; without `parameters` any `@name` is accepted."""
    options = analyser_options_pb.AnalyzerOptionsProto(
        language_options=language(engine),
        error_message_mode=options_pb.ERROR_MESSAGE_ONE_LINE,
        default_timezone="UTC",
        parameter_mode=options_pb.PARAMETER_NAMED,
        allow_undeclared_parameters=parameters is None,
        preserve_column_aliases=True,
        prune_unused_columns=True,
    )
    for name, kind in (parameters or {}).items():
        options.query_parameters.add(name=name, type=kind)
    for name, kind_name in SYSTEM_VARIABLES.items() if system_variables else ():
        options.system_variables.add(name_path=name.split("."), type=parse_type(kind_name))
    return options


def _feature(name: str) -> int:
    number: int = options_pb.LanguageFeature.Value(f"FEATURE_{name}")
    return number
