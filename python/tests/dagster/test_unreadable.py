"""One thing that Dagster cannot decode stops nothing, whatever it is."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from nightledger.dagster.cursor import decode
from nightledger.dagster.rescan import rescan
from nightledger.dagster.rows import assets
from nightledger.dagster.scan import ScanReport, scan
from nightledger.dagster.tail import runs, ticks, unread
from python.tests.dagster.runs import NOON
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable

    import dagster as dg
    from python.tests.dagster.recording import RecordingLedger
    from python.tests.dagster.runs import Clock, Storage

pytestmark = pytest.mark.row("D2")

BEATS = "dagster_heartbeats"
DAMAGES: dict[str, Callable[[str], str]] = {
    "class of the future": lambda body: body.replace(
        '"__class__": "', '"__class__": "TheFutures', 1
    ),
    "no JSON": lambda _body: "{not JSON",
    "another shape": lambda _body: json.dumps([1, 2, 3]),
    "nothing": lambda _body: "",
}


@pytest.fixture
def tail(instance: dg.DagsterInstance, recording: RecordingLedger, clock: Clock) -> Tail:
    """Return one who scans again and again."""
    return Tail(instance, recording, clock)


class Tail:
    """Scans again and again."""

    def __init__(self, instance: dg.DagsterInstance, ledger: RecordingLedger, clock: Clock) -> None:
        self.instance, self.ledger, self.clock = instance, ledger, clock
        self.cursor: str | None = None

    def scan(self) -> ScanReport:
        """Scan once."""
        report = scan(self.instance, self.ledger, self.cursor, now=self.clock)
        self.cursor = report.cursor
        return report

    def told(self) -> list[dict[str, Any]]:
        """Return what the newest heartbeat says could not be read."""
        return list(self.ledger.rows(BEATS)[-1]["unreadable"] or [])


class Place:
    """Bodies in one table of Dagster's storage, that can be damaged and repaired."""

    def __init__(self, connect: Callable[[], Any], table: str, column: str, where: str) -> None:
        self.connect, self.table, self.column, self.where = connect, table, column, where

    def change(self, damage: Callable[[str], str]) -> str:
        """Replace one body; give the one before."""
        with self.connect() as connection:
            found = connection.execute(
                text(f"select {self.column} from {self.table} where {self.where}")
            ).scalar_one()
            connection.execute(
                text(f"update {self.table} set {self.column} = :body where {self.where}"),
                {"body": damage(found)},
            )
        return str(found)


def run_place(instance: dg.DagsterInstance, run_id: str) -> Place:
    storage: Any = instance.run_storage
    return Place(storage.connect, "runs", "run_body", f"run_id = '{run_id}'")


def event_place(instance: dg.DagsterInstance, run_id: str, number: int) -> Place:
    storage: Any = instance.event_log_storage
    return Place(lambda: storage.run_connection(run_id), "event_logs", "event", f"id = {number}")


def instigator(instance: dg.DagsterInstance, name: str) -> InstigatorState:
    """Switch a sensor on that had one tick."""
    state = InstigatorState(
        RemoteInstigatorOrigin(
            RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("here"), "__repository__"), name
        ),
        InstigatorType.SENSOR,
        InstigatorStatus.RUNNING,
        SensorInstigatorData(min_interval=30),
    )
    instance.add_instigator_state(state)
    instance.create_tick(
        TickData(
            instigator_origin_id=state.instigator_origin_id,
            instigator_name=name,
            instigator_type=InstigatorType.SENSOR,
            status=TickStatus.SUCCESS,
            timestamp=NOON.timestamp() - 60,
            end_timestamp=NOON.timestamp() - 59,
            selector_id=state.selector_id,
            run_ids=[],
            run_keys=[],
        )
    )
    return state


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_run_that_cannot_be_decoded_is_named_and_all_others_are_read(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance, damage: str
) -> None:
    before, lost, after = (storage.run(NOON) for _ in range(3))
    place = run_place(instance, lost)
    body = place.change(DAMAGES[damage])
    report = tail.scan()
    assert {row["run_id"] for row in tail.ledger.rows("dagster_runs")} == {before, after}
    assert report.unreadable_count == 1
    assert [(one["kind"], one["id"]) for one in tail.told()] == [("run", lost)]
    late = storage.run(NOON)
    tail.scan()
    assert tail.ledger.rows("dagster_runs", run_id=late)
    place.change(lambda _: body)
    tail.clock.on(minutes=1)
    assert tail.scan().unreadable_count == 0
    assert tail.ledger.only("dagster_runs", run_id=lost)["status"] == "success"
    assert tail.ledger.rows(BEATS)[-1]["unreadable_count"] == 0


@pytest.mark.parametrize("status", ["STARTED", "SUCCESS"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_an_event_that_cannot_be_decoded_is_named_and_all_others_are_read(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance, damage: str, status: str
) -> None:
    run_id = storage.run(NOON, status)
    for name in "abc":
        storage.materialize(run_id, name, NOON)
    place = event_place(instance, run_id, 2)
    body = place.change(DAMAGES[damage])
    report = tail.scan()
    assert keys(tail) == {"a", "c"}
    assert tail.ledger.only("dagster_runs", run_id=run_id)["status"] == status.lower()
    assert report.unreadable_count == 1
    assert [(one["kind"], one["id"]) for one in tail.told()] == [("event", f"{run_id}:2")]
    place.change(lambda _: body)
    tail.clock.on(minutes=1)
    assert tail.scan().unreadable_count == 0
    assert keys(tail) == {"a", "b", "c"}


def test_an_event_outside_runs_that_cannot_be_decoded_holds_nothing_up(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance
) -> None:
    for name in "abc":
        storage.materialize("", name, NOON)
    place = event_place(instance, "", 2)
    body = place.change(DAMAGES["class of the future"])
    assert tail.scan().unreadable_count == 1
    assert keys(tail) == {"a", "c"}
    place.change(lambda _: body)
    tail.clock.on(minutes=1)
    tail.scan()
    assert keys(tail) == {"a", "b", "c"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_sensor_or_a_tick_that_cannot_be_decoded_hides_no_other(
    tail: Tail, instance: dg.DagsterInstance, damage: str
) -> None:
    lost, spoiled, good = (instigator(instance, name) for name in ("lost", "spoiled", "good"))
    connect = instance.schedule_storage.connect  # type: ignore[union-attr] # of SQLite's
    of_lost, of_tick = (
        f"selector_id = '{lost.selector_id}'",
        f"selector_id = '{spoiled.selector_id}'",
    )
    body = Place(connect, "instigators", "instigator_body", of_lost).change(DAMAGES[damage])
    tick = Place(connect, "job_ticks", "tick_body", of_tick)
    tick_body = tick.change(DAMAGES[damage])
    report = tail.scan()
    assert {row["instigator_name"] for row in tail.ledger.rows("dagster_ticks")} == {"good"}
    assert report.unreadable_count == 2
    assert {one["kind"] for one in tail.told()} == {"instigator", "tick"}
    assert good.selector_id
    Place(connect, "instigators", "instigator_body", of_lost).change(lambda _: body)
    tick.change(lambda _: tick_body)
    tail.clock.on(minutes=1)
    assert tail.scan().unreadable_count == 0
    tail.clock.on(minutes=1)
    tail.scan()
    names = {row["instigator_name"] for row in tail.ledger.rows("dagster_ticks")}
    assert names == {"lost", "spoiled", "good"}


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError("deep"), ValueError("y")])
def test_whatever_making_a_row_raises_it_costs_that_row_only(
    tail: Tail, storage: Storage, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    run_id = storage.run(NOON)
    for name in "ab":
        storage.materialize(run_id, name, NOON)
    plain = assets.asset_row

    def asset_row(word: str, fact: Any) -> dict[str, Any]:  # noqa: ANN401 - Dagster's
        if fact.asset_key.to_user_string() == "a":
            raise error
        return plain(word, fact)

    monkeypatch.setattr(assets, "asset_row", asset_row)
    assert tail.scan().unreadable_count == 1
    assert keys(tail) == {"b"}
    monkeypatch.setattr(assets, "asset_row", plain)
    tail.clock.on(minutes=1)
    assert tail.scan().unreadable_count == 0
    assert keys(tail) == {"a", "b"}


REFUSED: dict[str, dict[str, Any]] = {
    "of another type": {"step_key": 17, "instigator_name": 17},
    "beyond 64 bits": {"job_name": 2**63, "partition_key": 2**63, "run_count": 2**63},
    "required": {"occurred_at": None},
    "unknown": {"colour": "ana@lender.example"},
    "without a zone": {"occurred_at": datetime(2026, 11, 20)},  # noqa: DTZ001 - that is what it is about
    "too large": {"error_stack": "x" * 3_000_000},
}
"""Values that no row of the ledger holds."""


@pytest.mark.parametrize("refused", REFUSED)
def test_a_row_that_the_ledger_refuses_is_named_and_all_others_are_written(
    tail: Tail,
    storage: Storage,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    refused: str,
) -> None:
    run_id, other = storage.run(NOON), storage.run(NOON)
    for name in "ab":
        storage.materialize(run_id, name, NOON)
    for name in ("bad", "good"):
        instigator(instance, name)
    with monkeypatch.context() as patch:
        for place, name, is_bad in (
            (runs, "run_row", lambda row: row["run_id"] == run_id),
            (assets, "asset_row", lambda row: row["asset_key"] == "a"),
            (ticks, "tick_row", lambda row: row["instigator_name"] == "bad"),
        ):
            patch.setattr(place, name, spoilt(getattr(place, name), is_bad, REFUSED[refused]))
        assert tail.scan().unreadable_count == 3
    assert {row["run_id"] for row in tail.ledger.rows("dagster_runs")} == {other}
    assert keys(tail) == {"b"}
    assert {row["instigator_name"] for row in tail.ledger.rows("dagster_ticks")} == {"good"}
    assert {one["kind"]: one["id"] for one in tail.told()}["run"] == run_id
    assert {one["kind"] for one in tail.told()} == {"run", "event", "tick"}
    assert all("the ledger refuses its row: dagster_" in one["error"] for one in tail.told())
    assert "ana@" not in json.dumps(tail.told())
    tail.clock.on(minutes=1)
    assert tail.scan().unreadable_count == 0
    assert keys(tail) == {"a", "b"}
    assert tail.ledger.rows("dagster_runs", run_id=run_id)


def spoilt(
    make: Callable[..., dict[str, Any]],
    is_bad: Callable[[dict[str, Any]], bool],
    changes: dict[str, Any],
) -> Callable[..., dict[str, Any]]:
    """Return a maker of rows of which some get other values."""

    def spoil(*given: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever is given
        row = make(*given)
        return {**row, **changes} if is_bad(row) else row

    return spoil


def test_what_could_not_be_decoded_is_named_without_its_data(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance
) -> None:
    unknown, odd = storage.run(NOON), storage.run(NOON, tags={"who": "ana@lender.example"})
    run_place(instance, unknown).change(DAMAGES["class of the future"])
    run_place(instance, odd).change(lambda body: body.replace('"tags": {', '"tags": ["x", {', 1))
    other = storage.run(NOON, tags={"who": "ana@lender.example"})
    run_place(instance, other).change(
        lambda body: body.replace('"NOT_STARTED"', '"of ana@lender.example"')
    )
    tail.scan()
    errors = {one["id"]: one["error"] for one in tail.told()}
    assert errors[unknown].startswith(
        'DeserializationError: Attempted to deserialize class "TheFutures'
    )
    assert "ana@" not in json.dumps(errors)


def test_a_storage_that_is_away_is_no_unreadable_run(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.run(NOON)

    def away(*_: object, **__: object) -> None:
        message = "the database is away"
        raise ConnectionError(message)

    with monkeypatch.context() as patch:
        patch.setattr(type(instance.run_storage), "connect", away)
        with pytest.raises(ConnectionError):
            tail.scan()
    assert tail.scan().unreadable_count == 0
    assert len(tail.ledger.rows("dagster_runs")) == 1


def test_a_rescan_skips_it_says_so_and_repairs_it_after_an_upgrade(
    storage: Storage, instance: dg.DagsterInstance, recording: RecordingLedger
) -> None:
    lost, other = storage.run(NOON), storage.run(NOON)
    place = run_place(instance, lost)
    body = place.change(DAMAGES["class of the future"])
    done = rescan(instance, recording, NOON)
    assert [key.id for key in done.unreadable] == [lost]
    assert [row["run_id"] for row in recording.rows("dagster_runs")] == [other]
    place.change(lambda _: body)
    assert not rescan(instance, recording, NOON).unreadable
    assert recording.rows("dagster_runs", run_id=lost)


def test_what_is_gone_is_not_waited_for_and_what_is_remembered_is_bounded(
    tail: Tail, storage: Storage, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread, "MOST_UNREAD", 3)
    lost = [storage.run(NOON) for _ in range(5)]
    for run_id in lost:
        run_place(instance, run_id).change(DAMAGES["nothing"])
    assert tail.scan().unreadable_count == 3
    for run_id in lost:
        instance.delete_run(run_id)
    tail.clock.on(minutes=1)
    assert tail.scan().unreadable_count == 0
    state = decode(tail.cursor)
    assert state is not None
    assert state.unread == []


def keys(tail: Tail) -> set[str]:
    """Return the assets that are on record as materialized."""
    return {row["asset_key"] for row in tail.ledger.rows("dagster_asset_materializations")}
