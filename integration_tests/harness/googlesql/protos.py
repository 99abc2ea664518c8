"""The generated protocol buffers of the `zetasql` wheel, under names one can read.

They are used directly, without the wheel's wrapper classes: those cost a second of import and
cannot carry a timestamp.
"""

from google._upb import _message  # type: ignore[import-untyped]  # it has no types
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as service_pb
from zetasql.wasi._pb2.zetasql.parser import parse_tree_pb2 as parse_pb
from zetasql.wasi._pb2.zetasql.proto import function_pb2 as function_pb
from zetasql.wasi._pb2.zetasql.proto import options_pb2 as analyser_options_pb
from zetasql.wasi._pb2.zetasql.proto import simple_catalog_pb2 as catalog_pb
from zetasql.wasi._pb2.zetasql.public import function_pb2 as function_enums_pb
from zetasql.wasi._pb2.zetasql.public import options_pb2 as options_pb
from zetasql.wasi._pb2.zetasql.public import simple_table_pb2 as table_pb
from zetasql.wasi._pb2.zetasql.public import type_pb2 as type_pb
from zetasql.wasi._pb2.zetasql.public import value_pb2 as value_pb
from zetasql.wasi._pb2.zetasql.public.functions import datetime_pb2 as datetime_pb
from zetasql.wasi._pb2.zetasql.resolved_ast import (
    resolved_ast_enums_pb2 as resolved_enums_pb,
)

# Views within views nest deeper than the hundred levels protocol buffers are read to by default.
_message.SetAllowOversizeProtos(True)  # noqa: FBT003 - it takes nothing but this

__all__ = [
    "analyser_options_pb",
    "catalog_pb",
    "datetime_pb",
    "function_enums_pb",
    "function_pb",
    "options_pb",
    "parse_pb",
    "resolved_enums_pb",
    "service_pb",
    "table_pb",
    "type_pb",
    "value_pb",
]
