"""A golden case: a few rows of the ledger at a moment, and the rows a part must show of them.

    <part>/<behaviour>/case.yml       # a part of the look (observed_tests) or a view

    clock: 2026-03-10 05:00:00        # what current_timestamp() answers; UTC
    since: 2026-03-10 04:00:00        # optional: what a look read before; else it is the first
    looks: [2026-03-10 05:00:00]      # optional: looks to run first, on BigQuery
    promised_by: [promised_runs]      # optional: branches whose promises the part `absences` judges
    settings: declared_runs           # optional: a name in golden/settings.yml; else the defaults
    defaults: {environment: prod}     # optional: for every given row whose table has the column
    given:                            # tables by name; those left out are empty
      dbt_invocations:
        - {invocation_id: i1, event: started, occurred_at: 2026-03-10 04:00:00}
    expect:                           # all rows, of some columns; [] for none
      - {invocation_id: i1, status: vanished}
    columns: [invocation_id, status]  # optional: what is compared; else those named in expect
    ordered: true                     # optional: the order of rows counts too

A column left out of a given row is null, an array empty, `row_id` a word of its own, and
`recorded_at` the same as `occurred_at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from harness.googlesql.types import parse_type
from harness.googlesql.values import WrongValueError, as_timestamp, to_engine
from harness.judging import DATASET, FROM_THE_BEGINNING, PROJECT
from nightledger.contract import TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nightledger.contract import Table

_KEYS = {
    *(
        "clock",
        "since",
        "looks",
        "promised_by",
        "settings",
        "defaults",
        "given",
        "expect",
    ),
    *("columns", "ordered"),
}
_NEEDED = {"clock", "given", "expect"}

Rows = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case; `given` is by the full names of tables, complete but for nulls."""

    name: str
    part: str
    clock: dt.datetime
    since: dt.datetime
    looks: tuple[dt.datetime, ...]
    given: Mapping[str, Rows]
    expect: Rows
    columns: tuple[str, ...]
    ordered: bool


def case_files(root: Path) -> list[Path]:
    """Find the cases below a folder."""
    return sorted(root.glob("*/*/case.yml"))


def case_name(path: Path) -> str:
    """Name a case as `part/behaviour`."""
    return f"{path.parent.parent.name}/{path.parent.name}"


def settings_name(path: Path) -> str | None:
    """Give the name of the settings a case is for; None for the defaults."""
    name = yaml.safe_load(path.read_text(encoding="utf-8")).get("settings")
    return None if name is None else str(name)


def promising_branches(path: Path) -> list[str]:
    """Return the names of the branches whose promises a case wants judged; of few cases any."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8")).get("promised_by", ()))


def read_case(path: Path) -> Case:
    """Read a case. Raises ValueError, naming the file, for anything that is not right."""
    try:
        return _read(path)
    except (ValueError, TypeError, LookupError, yaml.YAMLError) as error:
        message = f"{path}: {error}"
        raise ValueError(message) from error


def _read(path: Path) -> Case:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if wrong := sorted((set(document) - _KEYS) | (_NEEDED - set(document))):
        message = f"unknown or missing: {', '.join(wrong)} (a case has {', '.join(sorted(_KEYS))})"
        raise ValueError(message)
    defaults = document.get("defaults") or {}
    given = {}
    for name, rows in document["given"].items():
        table = TABLES.get(name)
        if table is None:
            message = f"{name} is no table of the ledger"
            raise ValueError(message)
        given[f"{PROJECT}.{DATASET}.{name}"] = _given_rows(table, rows, defaults)
    expect = tuple(dict(row) for row in document["expect"])
    named = dict.fromkeys(column for row in expect for column in row)
    return Case(
        name=case_name(path),
        part=path.parent.parent.name,
        clock=as_timestamp(document["clock"]),
        since=as_timestamp(document["since"]) if "since" in document else FROM_THE_BEGINNING,
        looks=tuple(map(as_timestamp, document.get("looks", ()))),
        given=given,
        expect=expect,
        columns=tuple(document.get("columns") or named),
        ordered=bool(document.get("ordered")),
    )


def _given_rows(
    table: Table, rows: Sequence[Mapping[str, Any]], defaults: Mapping[str, Any]
) -> Rows:
    columns = {column.name: parse_type(column.data_type) for column in table.columns}
    complete = []
    for number, row in enumerate(rows, start=1):
        own_id = {"row_id": f"{table.name} {number}"}
        whole = {k: v for k, v in (own_id | dict(defaults)).items() if k in columns} | dict(row)
        if "recorded_at" in columns:
            whole.setdefault("recorded_at", whole.get("occurred_at"))
        if unknown := sorted(set(whole) - set(columns)):
            message = f"table {table.name} has no column {', '.join(unknown)}"
            raise ValueError(message)
        for name, value in whole.items():
            _check_value(f"{table.name}, row {number}, {name}", value, columns[name])
        complete.append(whole)
    return tuple(complete)


def _check_value(place: str, value: object, kind: Any) -> None:  # noqa: ANN401 - a protocol buffer
    try:
        to_engine(value, kind)
    except WrongValueError as error:
        message = f"{place}: {error}"
        raise WrongValueError(message) from error
