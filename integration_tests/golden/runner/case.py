"""A golden case: a few rows of the ledger at a moment, and the rows a part must show of them.

`cases/<part>.yml` holds the cases of a part of the look (`observed_tests`) or of a view:

    rows: [B1, B8]                      # the rows of the mission they prove

    a_killed_run_has_vanished:          # one case: a behaviour
      clock: 2026-03-10 05:00:00        # what current_timestamp() answers; UTC
      since: 2026-03-10 04:00:00        # optional: what a look read before; else it is the first
      looks: [2026-03-10 05:00:00]      # optional: looks to run first, on BigQuery
      promised_by: [promised_runs]      # optional: whose promises the part `absences` judges
      settings: declared_runs           # optional: a name in settings.yml; else the defaults
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

import functools
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

_NEEDED = {"clock", "given", "expect"}
_KEYS = _NEEDED | {"since", "looks", "promised_by", "settings", "defaults", "columns", "ordered"}
_PROVED = "rows"

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


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCase:
    """A case as it stands in its file. rows: those of the mission that the file's cases prove."""

    file: Path
    behaviour: str
    document: Mapping[str, Any]
    rows: tuple[str, ...]

    @property
    def part(self) -> str:
        """The part of the look, or the view, that it is about."""
        return self.file.stem

    @property
    def name(self) -> str:
        """What it is called: `part/behaviour`."""
        return f"{self.part}/{self.behaviour}"

    def read(self) -> Case:
        """Read it. Raises ValueError, naming file and case, for anything that is not right."""
        try:
            return _read(self)
        except (ValueError, TypeError, LookupError) as error:
            message = f"{self.file}, {self.behaviour}: {error}"
            raise ValueError(message) from error


def cases_in(folder: Path) -> list[WrittenCase]:
    """Return the cases of all files in a folder, in order."""
    return [case for file in sorted(folder.glob("*.yml")) for case in written(file)]


@functools.cache
def written(file: Path) -> tuple[WrittenCase, ...]:
    """Return the cases in a file, in order. Raises ValueError when it is no YAML."""
    try:
        documents = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        message = f"{file}: {error}"
        raise ValueError(message) from error
    rows = tuple(documents.pop(_PROVED, ()))
    return tuple(
        WrittenCase(file=file, behaviour=behaviour, document=document, rows=rows)
        for behaviour, document in documents.items()
    )


def _read(written: WrittenCase) -> Case:
    document = written.document
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
        name=written.name,
        part=written.part,
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
