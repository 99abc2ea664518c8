"""When a watcher looks, at what, and when it rests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from nightledger.watch import Watcher
from nightledger.watch.families import FAMILIES, TABLES, changed
from python.tests.router import rulebook as book
from python.tests.watch.bench import NOW, Bench
from python.tests.watch.test_tick import bad, made

if TYPE_CHECKING:
    from nightledger.watch import TickReport

pytestmark = [pytest.mark.row("E4")]


class Watched:
    """A watcher and the ledger it watches."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.watcher = Watcher(client=cast("Any", None), dataset="audit")

    def tick(self) -> TickReport:
        """Tick once."""
        return self.watcher.tick(cast("Any", self.bench), host="watch", trigger="loop")

    def write(self, *tables: str) -> None:
        """Write rows to tables."""
        for name in tables:
            self.bench.versions[name] = ("later", len(self.bench.versions) + 1)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    bench = made(monkeypatch, book.ONE, bad(state="resolved"))
    bench.versions = dict.fromkeys(TABLES, ("then", 0))
    return Watched(bench)


def test_the_first_look_is_at_everything_and_a_quiet_minute_at_nothing(watched: Watched) -> None:
    assert watched.tick().outcome == "ok"
    assert watched.tick().outcome == "idle"
    assert watched.bench.looked == [FAMILIES]
    assert [row["outcome"] for row in watched.bench.ticks] == ["ok", "idle"]


def test_what_was_written_says_which_facts_to_judge(watched: Watched) -> None:
    watched.tick()
    watched.write("dbt_test_results", "dlt_loads")
    watched.tick()
    watched.write("alert_silences")
    watched.tick()
    assert watched.bench.looked[1:] == [("dbt", "dlt"), ("deliveries",)]


def test_what_is_due_by_the_clock_wakes_at_everything(watched: Watched) -> None:
    watched.bench.next_due_at = NOW - timedelta(seconds=1)
    watched.tick()
    assert watched.tick().outcome == "ok"
    assert watched.bench.looked == [FAMILIES, FAMILIES]


def test_heartbeats_and_ticks_wake_nobody() -> None:
    assert not {"router_ticks", "dagster_heartbeats", "dagster_ticks", "looks"} & set(TABLES)


def test_who_may_not_ask_for_metadata_looks_every_time() -> None:
    assert changed(None, {}) == FAMILIES
