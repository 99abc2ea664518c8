"""What a BigQuery, embedded or real, answers to a case."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from golden.runner.literals import literal
from harness.googlesql.engine import shared_engine
from harness.googlesql.rewriting import rewrite
from harness.googlesql.types import parse_type
from harness.judging import DATASET, PROJECT, variables
from nightledger.contract import TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from golden.runner.case import Case
    from google.cloud.bigquery import Client
    from harness.judging import Definition

Rows = list[dict[str, Any]]

CLOCK_TABLE = "the_clock"
"""Holds the moment of a look, so that the procedure's text is the same for every case."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """A dataset on which one case after the other is played; only rows come and go."""

    client: Client
    dataset: str = field(default_factory=lambda: f"nl_{uuid4().hex[:12]}")
    filled: set[str] = field(default_factory=set)
    procedures: dict[str, str] = field(default_factory=dict)
    is_ready: bool = False

    def answer(self, case: Case, parts: Mapping[str, Definition]) -> Rows:
        """Return all rows of the case's part, after the looks the case asks for.

        Raises google.api_core's GoogleAPIError when the BigQuery refuses something.
        """
        self._prepare()
        self._run([*self._emptied(), *self._rows(case)])
        if case.looks:
            self._make_procedure(parts["look_at"].sql)
        for moment in case.looks:
            self._look(moment)
        return self._ask(parts[case.part].sql, case)

    def clear(self) -> None:
        """Drop the dataset."""
        self.client.delete_dataset(self.dataset, delete_contents=True, not_found_ok=True)

    def _prepare(self) -> None:
        if self.is_ready:
            return
        self.client.create_dataset(self.dataset)
        for table in TABLES.values():
            columns = ", ".join(f"`{one.name}` {one.data_type}" for one in table.columns)
            self._run([f"create table `{self.dataset}`.`{table.name}` ({columns})"])
        self._run([f"create table `{self.dataset}`.`{CLOCK_TABLE}` (moment timestamp)"])
        self.is_ready = True

    def _make_procedure(self, body: str) -> None:
        clock = f"(select max(moment) from `{self.dataset}`.`{CLOCK_TABLE}`)"
        text = self._here(body.replace("current_timestamp()", clock))
        if self.procedures.get("look_at") != text:
            self._run([text])
            self.procedures["look_at"] = text

    def _look(self, moment: dt.datetime) -> None:
        clock = f"`{self.dataset}`.`{CLOCK_TABLE}`"
        self._run([f"insert into {clock} values (timestamp '{moment:%Y-%m-%d %H:%M:%S}+00')"])
        self.filled |= {CLOCK_TABLE, *TABLES}
        wanted = "dbt,dagster,dlt,notices,deliveries"
        self._run([f"call `{self.dataset}`.`look_at`('{wanted}')"])

    def _ask(self, sql: str, case: Case) -> Rows:
        asked = rewrite(shared_engine(), sql, moment="the_moment")
        declared = "".join(
            f"declare {name} {kind} default {value};\n"
            for name, kind, value in variables(case.clock, case.since)
            if re.search(rf"\b{name}\b", asked)
        )
        script = f"{declared}{self._here(asked)}"
        return [dict(row.items()) for row in self.client.query(script).result()]

    def _here(self, sql: str) -> str:
        return re.sub(rf"`?{PROJECT}`?\.`?{DATASET}`?\.", f"`{self.dataset}`.", sql)

    def _run(self, statements: list[str]) -> None:
        if statements:
            self.client.query(";\n".join(statements)).result()

    def _emptied(self) -> Iterator[str]:
        for name in sorted(self.filled):
            yield f"truncate table `{self.dataset}`.`{name}`"
        self.filled.clear()

    def _rows(self, case: Case) -> Iterator[str]:
        for full_name, rows in case.given.items():
            name = full_name.rsplit(".", 1)[-1]
            if not rows:
                continue
            self.filled.add(name)
            kinds = {one.name: parse_type(one.data_type) for one in TABLES[name].columns}
            tuples = (
                ", ".join(literal(row.get(column), kind) for column, kind in kinds.items())
                for row in rows
            )
            values = ",\n".join(f"({values})" for values in tuples)
            yield f"insert into `{self.dataset}`.`{name}` values\n{values}"
