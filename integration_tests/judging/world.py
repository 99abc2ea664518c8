"""A dataset in which histories of facts and looks are played. Its clock is a row of a table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from harness.judging import DATASET, FROM_THE_BEGINNING, PROJECT, at, definitions
from judging.histories import MIDNIGHT
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.cloud.bigquery import Client
    from judging.histories import Fact, Look

WRITTEN_BY_A_LOOK = ("problem_events", "looks", "timers")
TOLD = "        recorded_at as observed_at"
HAPPENED = "        least(occurred_at, recorded_at) as observed_at"
AFTER_THE_END = dt.datetime(2026, 3, 31, tzinfo=dt.timezone.utc)


def moment(minute: int) -> str:
    """Return a minute of a history as a literal."""
    return f"timestamp '{MIDNIGHT + dt.timedelta(minutes=minute):%Y-%m-%d %H:%M:%S}+00'"


class World:
    """Facts become visible and looks happen when the caller says so.

    A notice is news of the moment it was recorded. Here it is news of the moment it tells of, as
    facts of every other kind are, so that the plainest kind can stand for those that come late.
    """

    family = "notices"

    def __init__(self, client: Client) -> None:
        self._client = client
        self.dataset = f"nl_{uuid4().hex[:12]}"
        client.create_dataset(self.dataset)
        for table in TABLES.values():
            columns = ", ".join(f"`{one.name}` {one.data_type}" for one in table.columns)
            self.run(f"create table {self._name(table.name)} ({columns})")
        for name in WRITTEN_BY_A_LOOK:
            shape = f"select * from {self._name(name)}"
            self.run(f"create table {self._name(f'hidden_{name}')} as {shape}")
        self.run(f"create table {self._name('the_clock')} (moment timestamp)")
        self._make_procedures()

    def close(self) -> None:
        """Drop the dataset."""
        self._client.delete_dataset(self.dataset, delete_contents=True, not_found_ok=True)

    def run(self, sql: str) -> list[dict[str, Any]]:
        """Run a statement or script; return the rows it answers with."""
        return [dict(row.items()) for row in self._client.query(sql).result()]

    def body(self) -> str:
        """Return the procedure's DDL."""
        body = definitions()["look_at"].sql
        assert body.count(TOLD) == 1
        return body.replace(TOLD, HAPPENED)

    def ask(self, part: str, *, since: dt.datetime = FROM_THE_BEGINNING) -> list[dict[str, Any]]:
        """Return the rows of a part of the look over what was written since a moment."""
        return self.run(self._here(at(definitions()[part].sql, AFTER_THE_END, since)))

    def write(self, facts: Sequence[Fact]) -> None:
        """Make facts visible."""
        if not facts:
            return
        columns = "row_id, notice_id, occurred_at, recorded_at, environment, notice_key, status"
        values = ",\n".join(_values(one) for one in facts)
        self.run(
            f"insert into {self._name('alert_notices')} ({columns}, severity, title, tags)"
            f" values\n{values}"
        )

    def look(self, look: Look) -> None:
        """Look once; or two callers look at the same state; or one dies before it writes."""
        self.run(f"insert into {self._name('the_clock')} values ({moment(look.minute)})")
        self._call("dying_look" if look.dies else "look_at")
        if look.twice and not look.dies:
            self._move(look, "", "hidden_")
            self._call("look_at")
            self._move(look, "hidden_", "")

    def _call(self, procedure: str) -> None:
        self.run(f"call {self._name(procedure)}('{self.family}')")

    def _move(self, look: Look, source: str, destination: str) -> None:
        for name in WRITTEN_BY_A_LOOK:
            here, there = self._name(source + name), self._name(destination + name)
            written = f"where recorded_at = {moment(look.minute)}"
            self.run(f"insert into {there} select * from {here} {written}")
            self.run(f"delete from {here} {written}")

    def _make_procedures(self) -> None:
        clock = f"(select max(moment) from {self._name('the_clock')})"
        body = self._here(self.body()).replace("current_timestamp()", clock)
        writes = body.index("if look_judged.row_count > 0")
        self.run(body)
        self.run(f"{body[:writes]}\nend if;\nend".replace("`look_at`", "`dying_look`", 1))

    def _here(self, sql: str) -> str:
        return sql.replace(f"`{PROJECT}`.`{DATASET}`.", f"`{self.dataset}`.")

    def _name(self, name: str) -> str:
        return f"`{self.dataset}`.`{name}`"


def _values(fact: Fact) -> str:
    texts = (fact.environment, fact.key, fact.status, fact.severity, fact.key)
    quoted = ", ".join("null" if text is None else f"'{text}'" for text in texts)
    row_id = f"'{fact.row_id}', '{fact.row_id}'"
    return f"({row_id}, {moment(fact.happened)}, {moment(fact.recorded)}, {quoted}, [])"
