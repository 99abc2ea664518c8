"""The rows in a script that appends to the ledger."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, Any]
Key = tuple[str, str, str]
INSERT = re.compile(
    r"insert into \S+\.\"(?P<table>\w+)\" \(row_id, recorded_at, recorded_by, "
    r"(?P<columns>[^)]+)\)\n"
    r".*?'(?P<invocation_id>[0-9a-f-]{36})' as invocation_id"
    r".*?json_query_array\(r'(?P<rows>.*?)'\)\) as fact",
    re.DOTALL,
)
SHARED_COLUMNS = ("environment", "invocation_id", "project_name", "run_key", "git_sha")
"""They stand once in a statement, not in every row; a command's own row has the last three."""

SAMPLES = "dbt_test_samples"
HASH = re.compile(r"(?<=.)\.[0-9a-f]{10}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row on its way to a ledger table."""

    command: str
    invocation_id: str
    table: str
    row: Row

    @property
    def key(self) -> Key:
        """Tell which fact it is, whatever the engine: the hash in a test's id is left out."""
        return self.command, self.table, HASH.sub("", name_of(self.row))


def name_of(row: Row) -> str:
    """Return what tells a row from the others of its table and command."""
    return str(row.get("unique_id") or row.get("event") or row["table_name"])


def facts_in(command: str, scripts: list[str]) -> Iterator[Fact]:
    """Yield every row of a command's scripts."""
    for script in scripts:
        for insert in INSERT.finditer(script):
            names = insert["columns"].split(", ")
            while names[-1] in SHARED_COLUMNS:
                names.pop()
            for values in json.loads(insert["rows"]):
                yield Fact(
                    command=command,
                    invocation_id=insert["invocation_id"],
                    table=insert["table"],
                    row=row_of(names, values),
                )


def row_of(names: list[str], values: list[Any]) -> Row:
    """Return one row; nulls at its end are not written."""
    return dict(zip_longest(names, values))


def takes_samples(script: str) -> bool:
    """Return whether a script takes the samples of failing tests."""
    return script.startswith("declare test, answers string")


def frame_of(script: str) -> str:
    """Return a script without its rows, days and invocation: what has to be the same everywhere."""
    text = INSERT.sub(lambda insert: insert[0].replace(insert["rows"], "[]"), script)
    text = re.sub(r"timestamp '[^']*'", "timestamp ''", text)
    return re.sub(r"'[^'\n]*' as (invocation_id|run_key)", r"'' as \1", text)
