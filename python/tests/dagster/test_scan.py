"""What a scan reads and when, on a real SQLite instance and a ledger in memory."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from nightledger.dagster import cursor
from nightledger.dagster.cursor import decode
from nightledger.dagster.definitions import Definitions
from nightledger.dagster.scan import ScanReport, scan
from nightledger.dagster.tail import events, pages, runless, runs, work
from python.tests.dagster.runs import NOON

if TYPE_CHECKING:
    from python.tests.dagster.recording import RecordingLedger
    from python.tests.dagster.runs import Clock, Storage

RUNS = "dagster_runs"
ASSETS = "dagster_asset_materializations"
STEPS = "dagster_steps"
BEATS = "dagster_heartbeats"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def tail(instance: dg.DagsterInstance, recording: RecordingLedger, clock: Clock) -> Tail:
    """Return one who scans again and again."""
    return Tail(instance, recording, clock)


class Tail:
    """Scans with the cursor of the last scan that went well."""

    def __init__(self, instance: dg.DagsterInstance, ledger: RecordingLedger, clock: Clock) -> None:
        self.instance, self.ledger, self.clock = instance, ledger, clock
        self.cursor: str | None = None

    def scan(self, **options: Any) -> ScanReport:  # noqa: ANN401 - any of scan's
        """Scan once."""
        report = scan(self.instance, self.ledger, self.cursor, now=self.clock, **options)
        self.cursor = report.cursor
        return report

    def statuses(self, run_id: str) -> list[str]:
        """Return the statuses on record of a run."""
        return [row["status"] for row in self.ledger.rows(RUNS, run_id=run_id)]


@pytest.mark.row("A11")
def test_a_second_scan_hands_nothing_over_again(tail: Tail, storage: Storage) -> None:
    run_id = storage.run(NOON - MINUTE)
    storage.materialize(run_id, "loans", NOON - MINUTE)
    first = tail.scan()
    second = tail.scan()
    assert first.rows == {RUNS: 1, ASSETS: 1, BEATS: 1}
    assert (second.rows, second.job_count, second.run_count) == ({}, 0, 0)


@pytest.mark.row("A7")
def test_a_quiet_minute_costs_one_job_and_a_quiet_half_minute_none(tail: Tail) -> None:
    jobs = []
    for _ in range(6):
        jobs.append(tail.scan().job_count)
        tail.clock.on(seconds=30)
    assert jobs == [1, 0, 1, 0, 1, 0]


@pytest.mark.row("A5")
def test_news_is_written_at_once_in_one_job_without_a_heartbeat(
    tail: Tail, storage: Storage
) -> None:
    tail.scan()
    tail.clock.on(seconds=10)
    run_id = storage.run(tail.clock.at)
    storage.fail_step(run_id, "load", tail.clock.at)
    report = tail.scan()
    assert report.rows == {RUNS: 1, STEPS: 1}
    assert report.job_count == 1


@pytest.mark.row("A5")
def test_every_status_that_was_seen_is_a_version(tail: Tail, storage: Storage) -> None:
    run_id = storage.run(NOON, "STARTED")
    tail.scan()
    tail.clock.on(seconds=30)
    storage.change(run_id, "FAILURE", tail.clock.at)
    tail.scan()
    assert tail.statuses(run_id) == ["started", "failure"]


@pytest.mark.row("A6")
def test_that_a_run_is_over_is_written_after_all_that_happened_in_it(
    tail: Tail, storage: Storage
) -> None:
    for _ in range(2):
        storage.materialize(storage.run(NOON - MINUTE), "loans", NOON - MINUTE)
    tail.scan()
    tables = [table for table, _ in tail.ledger.handed_over]
    assert tables[-2:] == [RUNS, RUNS]
    assert RUNS not in tables[:-2]


@pytest.mark.row("A5")
def test_a_run_under_way_is_read_on_from_where_it_stood(tail: Tail, storage: Storage) -> None:
    run_id = storage.run(NOON, "STARTED")
    for name in "abc":
        storage.materialize(run_id, name, NOON)
    tail.scan()
    tail.clock.on(hours=2)  # long out of the overlap, and its change is as old as it was
    storage.materialize(run_id, "d", tail.clock.at)
    report = tail.scan()
    assert report.event_count == 1
    assert tail.ledger.handed(ASSETS) == 4
    assert tail.ledger.handed(RUNS) == 1


@pytest.mark.row("A5")
def test_of_more_runs_under_way_than_are_followed_it_is_the_newest_that_are(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST_UNDER_WAY", 2)
    started = [storage.run(NOON + number * SECOND, "STARTED") for number in range(4)]
    tail.scan()
    tail.scan()
    storage.materialize(started[-1], "late", NOON)
    report = tail.scan()
    assert report.event_count == 1
    state = decode(tail.cursor)
    assert state is not None
    assert set(state.under_way) == set(started[2:])


@pytest.mark.row("A5")
def test_the_end_of_a_run_hands_over_only_what_was_not(tail: Tail, storage: Storage) -> None:
    run_id = storage.run(NOON, "STARTED")
    storage.materialize(run_id, "a", NOON)
    tail.scan()
    storage.materialize(run_id, "b", NOON)
    storage.change(run_id, "SUCCESS", NOON + SECOND)
    report = tail.scan()
    assert report.event_count == 2
    assert tail.ledger.handed(ASSETS) == 2


@pytest.mark.row("A11")
def test_an_event_that_is_committed_late_is_found_when_the_run_ends(
    tail: Tail, storage: Storage
) -> None:
    run_id = storage.run(NOON, "STARTED")
    storage.materialize(run_id, "first", NOON)
    storage.materialize(run_id, "third", NOON)
    storage.renumber(run_id, 2, 3)
    tail.scan()
    storage.materialize(run_id, "second", NOON)
    storage.renumber(run_id, 4, 2)
    tail.scan()
    assert not tail.ledger.rows(ASSETS, asset_key="second")
    storage.change(run_id, "SUCCESS", NOON + SECOND)
    tail.scan()
    assert {row["asset_key"] for row in tail.ledger.rows(ASSETS)} == {"first", "second", "third"}


@pytest.mark.row("A11")
def test_what_a_worker_writes_after_the_end_is_found_a_quarter_of_an_hour_later(
    tail: Tail, storage: Storage
) -> None:
    run_id = storage.run(NOON)
    storage.materialize(run_id, "a", NOON)
    tail.scan()
    storage.materialize(run_id, "late", NOON)
    tail.clock.on(minutes=14)
    tail.scan()
    assert not tail.ledger.rows(ASSETS, asset_key="late")
    tail.clock.on(minutes=1)
    tail.scan()
    assert tail.ledger.only(ASSETS, asset_key="late")
    before = len(tail.ledger.handed_over)
    tail.clock.on(seconds=10)
    tail.scan()
    assert len(tail.ledger.handed_over) == before


@pytest.mark.row("A5")
def test_a_tag_that_dagster_adds_after_the_end_becomes_another_version(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance
) -> None:
    run_id = storage.run(NOON, "FAILURE")
    tail.scan()
    instance.add_run_tags(run_id, {"dagster/will_retry": "true"})
    tail.clock.on(minutes=16)
    tail.scan()
    assert [row["will_retry"] for row in tail.ledger.rows(RUNS)] == [None, True]


@pytest.mark.row("A11")
def test_a_second_look_at_a_run_that_has_not_changed_writes_nothing(
    tail: Tail, storage: Storage
) -> None:
    run_id = storage.run(NOON)
    storage.materialize(run_id, "a", NOON)
    tail.scan()
    tail.clock.on(minutes=16)
    assert tail.scan().rows == {BEATS: 1}


@pytest.mark.row("A11")
def test_a_run_of_many_events_gets_its_second_look_at_the_newest(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SECOND_LOOK", 3)
    run_id = storage.run(NOON)
    for name in "abcde":
        storage.materialize(run_id, name, NOON)
    tail.scan()
    storage.materialize(run_id, "late", NOON)
    tail.clock.on(minutes=16)
    tail.scan()
    assert len(tail.ledger.rows(ASSETS)) == 6
    assert tail.ledger.handed(ASSETS) == 5 + 3


@pytest.mark.row("A11")
def test_a_change_that_is_committed_late_is_found(tail: Tail, storage: Storage) -> None:
    storage.run(NOON)
    tail.scan()
    late = storage.run(NOON - timedelta(minutes=9))
    tail.scan()
    assert tail.statuses(late) == ["success"]


@pytest.mark.row("A11")
def test_a_worker_whose_clock_is_slow_hides_no_end(tail: Tail, storage: Storage) -> None:
    run_id = storage.run(NOON - timedelta(hours=1), "STARTED")
    storage.run(NOON)
    tail.scan()
    tail.clock.on(minutes=1)
    storage.change(run_id, "SUCCESS", NOON - timedelta(minutes=50))
    tail.scan()
    assert tail.statuses(run_id) == ["started", "success"]
    assert tail.scan().rows == {}


@pytest.mark.row("A11")
def test_a_time_in_the_future_does_not_make_the_sensor_skip_the_present(
    tail: Tail, storage: Storage
) -> None:
    ahead = storage.run(NOON + timedelta(hours=3))
    tail.scan()
    tail.clock.on(minutes=30)
    usual = storage.run(tail.clock.at)
    tail.scan()
    assert tail.statuses(ahead) == tail.statuses(usual) == ["success"]
    assert tail.ledger.handed(RUNS) == 2


@pytest.mark.row("D2")
@pytest.mark.parametrize("events_before", [0, 4])
def test_a_renamed_sensor_loses_nothing_and_adds_nothing(
    tail: Tail, storage: Storage, events_before: int
) -> None:
    for number in range(3):
        run_id = storage.run(NOON - timedelta(days=2, minutes=number))
    storage.materialize(run_id, "loans", NOON)
    for number in range(events_before):
        storage.materialize("", f"reported{number}", NOON - timedelta(hours=5 - number))
    tail.scan()
    before = tail.ledger.snapshot()
    tail.cursor = None
    tail.clock.on(minutes=1)
    storage.materialize("", "news", tail.clock.at)
    news = storage.run(tail.clock.at)
    tail.scan()
    after = tail.ledger.snapshot()
    assert {t: len(k - before.get(t, set())) for t, k in after.items()} == {RUNS: 1, ASSETS: 1}
    assert tail.statuses(news) == ["success"]


@pytest.mark.row("D2")
@pytest.mark.parametrize("text", ["", "no json", "[]", '{"format": 99}', '{"format": 1}'])
def test_a_cursor_that_is_not_ours_is_taken_for_none(
    tail: Tail, storage: Storage, text: str
) -> None:
    storage.run(NOON)
    tail.cursor = text
    assert tail.scan().run_count == 1


@pytest.mark.row("D2")
@pytest.mark.parametrize("skip", [0, 1, 3])
def test_a_ledger_out_of_reach_in_the_middle_of_a_scan_loses_and_doubles_nothing(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch, skip: int
) -> None:
    monkeypatch.setattr(work, "PORTION", 1_500)
    ids = [storage.run(NOON - MINUTE * number) for number in range(6)]
    storage.materialize(ids[3], "loans", NOON)
    storage.materialize("", "reported", NOON)
    tail.ledger.failures, tail.ledger.skip = 1, skip
    with pytest.raises(ConnectionError, match="out of reach"):
        tail.scan()
    assert tail.cursor is None
    report = tail.scan()
    assert report.is_caught_up
    assert len(tail.ledger.rows(RUNS)) == 6
    assert len(tail.ledger.rows(ASSETS)) == 2


@pytest.mark.row("D2")
@pytest.mark.parametrize("count", [1, 5, 6, 13])
def test_any_number_of_runs_may_share_one_time(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(pages.runs_after, "__defaults__", (5,))
    before = [storage.run(NOON - MINUTE) for _ in range(3)]
    same = [storage.run(NOON) for _ in range(count)]
    after = [storage.run(NOON + SECOND) for _ in range(3)]
    tail.clock.on(minutes=1)
    tail.scan()
    seen = [row["run_id"] for row in tail.ledger.rows(RUNS)]
    assert sorted(seen) == sorted(before + same + after)
    assert tail.scan().rows == {}


@pytest.mark.row("D2")
def test_the_cursor_stays_small_and_nothing_is_read_twice_when_very_many_share_one_time(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cursor, "MOST_VERSIONS", 10)
    for _ in range(25):
        storage.run(NOON - MINUTE)
    tail.scan()
    assert len(tail.cursor or "") < 1_500
    assert tail.scan().run_count == 0
    late = storage.run(NOON)
    assert tail.scan().run_count == 1
    assert tail.statuses(late) == ["success"]


@pytest.mark.row("D2")
def test_a_tick_stops_when_its_time_is_over_and_the_next_goes_on(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [storage.run(NOON - timedelta(hours=1)) for _ in range(3)]
    ids += [storage.run(NOON - MINUTE * number) for number in range(5)]
    hurry(monkeypatch)
    told = []
    for _ in range(30):
        report = tail.scan(budget_seconds=20)
        told.append((report.run_count, report.is_caught_up))
        if report.is_caught_up:
            break
    assert told[0][1] is False
    assert told[-1][1] is True
    assert sorted(row["run_id"] for row in tail.ledger.rows(RUNS)) == sorted(ids)
    assert tail.ledger.handed(RUNS) == 8
    assert [row["is_caught_up"] for row in tail.ledger.rows(BEATS)] == [False, True]


@pytest.mark.row("D2")
@pytest.mark.parametrize("status", ["STARTED", "SUCCESS"])
def test_a_run_too_large_for_one_tick_is_read_in_several(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr(events, "PAGE", 4)
    run_id = storage.run(NOON, status)
    for number in range(30):
        storage.materialize(run_id, f"asset{number}", NOON)
    hurry(monkeypatch)
    ticks = 0
    while not tail.scan(budget_seconds=20).is_caught_up:
        ticks += 1
        assert ticks < 50
    assert ticks > 0
    assert len(tail.ledger.rows(ASSETS)) == tail.ledger.handed(ASSETS) == 30
    assert tail.statuses(run_id) == [status.lower()]


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at the time find that three seconds more went by."""
    time = itertools.count(step=3)
    monkeypatch.setattr(work, "monotonic", lambda: float(next(time)))


@pytest.mark.row("A6")
def test_events_outside_runs_are_read_once_each(tail: Tail, storage: Storage) -> None:
    storage.materialize("", "a", NOON)
    tail.scan()
    storage.materialize("", "b", NOON)
    report = tail.scan()
    assert report.event_count == 1
    row = tail.ledger.only(ASSETS, asset_key="b")
    assert row["event_id"] == f"here:2@{NOON.timestamp():.6f}"
    assert row.get("run_id") is None


@pytest.mark.row("C3")
def test_a_materialization_says_what_its_definition_does(tail: Tail, storage: Storage) -> None:
    schema = dg.TableSchema(columns=[dg.TableColumn("id", "INT64")])
    loans = dg.AssetSpec(
        "loans",
        owners=["team:risk", "ana@lender.example"],
        group_name="marts",
        kinds={"dbt", "bigquery"},
        tags={"domain": "risk", "pii": ""},
        metadata={"dagster/column_schema": schema},
    )
    assets = [loans, dg.AssetSpec("rates")]
    definitions = Definitions.of(dg.Definitions(assets=assets).get_repository_def(), "here")
    for key in ("loans", "rates", "elsewhere"):
        storage.materialize("", key, NOON)
    tail.scan(definitions=definitions)
    names = ("owners", "group_name", "kinds", "definition_tags", "columns")
    rows = {r["asset_key"]: tuple(r[name] for name in names) for r in tail.ledger.rows(ASSETS)}
    assert rows == {
        "loans": (
            ["team:risk", "ana@lender.example"],
            "marts",
            ["bigquery", "dbt"],
            ["domain=risk", "pii"],
            ["id INT64"],
        ),
        "rates": ([], "default", [], [], []),
        "elsewhere": ([], None, [], [], []),
    }


@pytest.mark.row("A11")
def test_an_event_outside_runs_that_is_committed_late_is_found(
    tail: Tail, storage: Storage
) -> None:
    storage.materialize("", "first", NOON)
    storage.materialize("", "third", NOON)
    storage.renumber("", 2, 3)
    tail.scan()
    storage.materialize("", "second", NOON)
    storage.renumber("", 4, 2)
    tail.clock.on(minutes=9)
    tail.scan()
    assert tail.ledger.only(ASSETS, asset_key="second")


@pytest.mark.row("D2")
def test_what_is_remembered_of_events_outside_runs_is_bounded(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runless, "MOST_SEEN", 5)
    monkeypatch.setattr(runless, "PAGE", 4)
    for number in range(20):
        storage.materialize("", f"asset{number}", NOON)
    tail.scan()
    state = decode(tail.cursor)
    assert state is not None
    assert list(state.runless_seen) == [16, 17, 18, 19, 20]
    assert state.runless_floor == 15
    tail.scan()
    assert tail.ledger.handed(ASSETS) == 20


@pytest.mark.row("A11")
def test_a_deleted_run_stops_nobody(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance
) -> None:
    ids = [storage.run(NOON) for _ in range(3)]
    open_run = storage.run(NOON, "STARTED")
    tail.scan()
    for run_id in [*ids, open_run]:
        instance.delete_run(run_id)
    news = storage.run(NOON)
    tail.scan()
    assert tail.statuses(news) == ["success"]
    state = decode(tail.cursor)
    assert state is not None
    assert not state.under_way


@pytest.mark.row("A7")
def test_the_heartbeat_says_how_far_and_how_much(tail: Tail, storage: Storage) -> None:
    storage.run(NOON - MINUTE)
    storage.run(NOON - 2 * MINUTE, "STARTED")
    tail.scan()
    row = tail.ledger.only(BEATS)
    assert row["watermark_at"] == NOON - MINUTE
    assert row["occurred_at"] == NOON
    assert row["is_caught_up"] is True
    assert (row["run_count"], row["running_run_count"], row["queued_run_count"]) == (2, 1, 0)
    assert row["duration_seconds"] > 0
    assert row["dagster_version"] == dg.__version__
