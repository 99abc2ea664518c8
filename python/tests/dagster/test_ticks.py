"""Ticks of schedules and sensors, and what the heartbeat says of them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    InstigatorType,
    ScheduleInstigatorData,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster_shared.error import SerializableErrorInfo
from nightledger.dagster.definitions import Definitions
from nightledger.dagster.scan import scan
from nightledger.dagster.tail import ticks
from python.tests.dagster.runs import NOON

if TYPE_CHECKING:
    from dagster._core.scheduler.instigation import InstigatorTick
    from python.tests.dagster.recording import RecordingLedger
    from python.tests.dagster.runs import Clock

TICKS = "dagster_ticks"
BEATS = "dagster_heartbeats"


class Daemon:
    """Writes ticks as Dagster's daemon does."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance

    def state(self, name: str, data: ScheduleInstigatorData | SensorInstigatorData) -> str:
        """Let Dagster know a schedule or sensor; give its origin's id."""
        location = ManagedGrpcPythonEnvCodeLocationOrigin(
            loadable_target_origin=LoadableTargetOrigin(module_name="shop"), location_name="shop"
        )
        origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(location, "__repository__"), name)
        is_schedule = isinstance(data, ScheduleInstigatorData)
        kind = InstigatorType.SCHEDULE if is_schedule else InstigatorType.SENSOR
        state = InstigatorState(origin, kind, InstigatorStatus.DECLARED_IN_CODE, data)
        self.instance.add_instigator_state(state)
        self.kinds = getattr(self, "kinds", {}) | {name: (state, kind)}
        return state.selector_id

    def tick(self, name: str, at: datetime, status: str, **fields: object) -> InstigatorTick:
        """Write a tick; `fields` are of its data."""
        state, kind = self.kinds[name]
        tick = self.instance.create_tick(
            TickData(
                instigator_origin_id=state.instigator_origin_id,
                instigator_name=name,
                instigator_type=kind,
                status=TickStatus.STARTED,
                timestamp=at.timestamp(),
                selector_id=state.selector_id,
            )
        )
        return self.end(tick, at, status, **fields) if status != "STARTED" else tick

    def end(
        self, tick: InstigatorTick, at: datetime, status: str, **fields: object
    ) -> InstigatorTick:
        """Let a tick end two seconds after that time."""
        error = SerializableErrorInfo("ValueError: no", [], "ValueError")
        changes: Any = {
            "end_timestamp": at.timestamp() + 2,
            "error": error if status == "FAILURE" else None,
            **fields,
        }
        data = tick.tick_data._replace(status=TickStatus[status], **changes)
        ended = tick._replace(tick_data=data)
        self.instance.update_tick(ended)
        return ended


@pytest.fixture
def daemon(instance: dg.DagsterInstance) -> Daemon:
    """Return a daemon with one schedule and one sensor."""
    daemon = Daemon(instance)
    daemon.state("nightly", ScheduleInstigatorData("0 6 * * *"))
    daemon.state("files", SensorInstigatorData(min_interval=30))
    return daemon


@pytest.mark.row("A7")
def test_a_tick_of_a_schedule_is_on_record_at_once_with_its_lag(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    cursor = scan(daemon.instance, recording, now=clock).cursor
    clock.on(seconds=10)
    daemon.tick("nightly", clock.at, "SUCCESS", run_ids=["r1"])
    scan(daemon.instance, recording, cursor, now=clock)
    row = recording.only(TICKS)
    assert (row["instigator_type"], row["instigator_name"]) == ("schedule", "nightly")
    assert (row["code_location"], row["status"]) == ("shop", "success")
    assert row["tick_id"] == f"1@{clock.at.timestamp():.0f}"
    assert (row["lag_seconds"], row["run_ids"]) == (2.0, ["r1"])
    assert row["ended_at"] - row["occurred_at"] == timedelta(seconds=2)


@pytest.mark.row("A7")
def test_quiet_ticks_of_sensors_wait_for_the_minute_and_failed_ones_do_not(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    cursor = scan(daemon.instance, recording, now=clock).cursor
    clock.on(seconds=10)
    daemon.tick("files", clock.at, "SKIPPED", skip_reason="no file, password=hunter2")
    cursor = scan(daemon.instance, recording, cursor, now=clock).cursor
    assert not recording.rows(TICKS)
    clock.on(seconds=10)
    daemon.tick("files", clock.at, "FAILURE", failure_count=1)
    cursor = scan(daemon.instance, recording, cursor, now=clock).cursor
    assert [row["status"] for row in recording.rows(TICKS)] == ["failure"]
    clock.on(minutes=1)
    cursor = scan(daemon.instance, recording, cursor, now=clock).cursor
    clock.on(minutes=1)
    scan(daemon.instance, recording, cursor, now=clock)
    assert recording.only(TICKS, status="skipped")["skip_reason"] == "no file, [redacted]"
    assert recording.handed(TICKS) == 2


@pytest.mark.row("A7")
def test_a_tick_under_way_is_waited_for(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    tick = daemon.tick("nightly", clock.at, "STARTED")
    cursor = scan(daemon.instance, recording, now=clock).cursor
    clock.on(minutes=30)
    daemon.end(tick, clock.at, "SUCCESS")
    scan(daemon.instance, recording, cursor, now=clock)
    assert recording.only(TICKS)["status"] == "success"


@pytest.mark.row("A7")
def test_a_tick_that_fails_and_is_tried_again_has_both_outcomes(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    tick = daemon.tick("nightly", clock.at, "FAILURE", failure_count=1)
    cursor = scan(daemon.instance, recording, now=clock).cursor
    clock.on(minutes=2)
    daemon.end(tick, clock.at, "SUCCESS", failure_count=1)
    scan(daemon.instance, recording, cursor, now=clock)
    assert [row["status"] for row in recording.rows(TICKS)] == ["failure", "success"]
    assert [row["error_message"] for row in recording.rows(TICKS)] == ["no", None]


@pytest.mark.row("D2")
@pytest.mark.parametrize("apart", [1, 3_600])
def test_any_number_of_old_ticks_is_read_in_order_once(
    daemon: Daemon,
    recording: RecordingLedger,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    apart: int,
) -> None:
    monkeypatch.setattr(ticks, "PAGE", 4)
    for number in range(19):
        daemon.tick("nightly", NOON - timedelta(seconds=apart * (19 - number)), "SUCCESS")
    cursor = scan(daemon.instance, recording, now=clock).cursor
    assert len(recording.rows(TICKS)) == recording.handed(TICKS) == 19
    assert scan(daemon.instance, recording, cursor, now=clock).rows == {}


@pytest.mark.row("A7")
def test_the_heartbeat_tells_when_schedules_are_due_also_over_a_change_of_clocks(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    @dg.job
    def load() -> None:
        """Do nothing."""

    schedule = dg.ScheduleDefinition(
        name="nightly", job=load, cron_schedule="0 6 * * *", execution_timezone="Europe/Berlin"
    )
    defs = dg.Definitions(jobs=[load], schedules=[schedule])
    mine = Definitions.of(defs.get_repository_def(), "shop")
    clock.at = datetime(2026, 10, 23, 12, tzinfo=timezone.utc)
    scan(daemon.instance, recording, now=clock, definitions=mine)
    row = recording.only(BEATS)
    assert row["schedules"] == [
        {
            "name": "nightly",
            "code_location": "shop",
            "job_name": "load",
            "cron": "0 6 * * *",
            "timezone": "Europe/Berlin",
            "next_at": [
                "2026-10-24T04:00:00+00:00",
                "2026-10-25T05:00:00+00:00",
                "2026-10-26T05:00:00+00:00",
            ],
        }
    ]
    assert row["sensors"] == []  # `files` is not in the code any more


@pytest.mark.row("A7", "B8")
def test_the_heartbeat_says_what_the_code_says_and_not_what_dagster_has_kept(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    @dg.job
    def load() -> None:
        """Do nothing."""

    @dg.sensor(job=load, minimum_interval_seconds=600)
    def files() -> None:
        """Do nothing."""

    schedule = dg.ScheduleDefinition(name="nightly", job=load, cron_schedule=["0 8 * * *"])
    defs = dg.Definitions(jobs=[load], schedules=[schedule], sensors=[files])
    mine = Definitions.of(defs.get_repository_def(), "shop")
    scan(daemon.instance, recording, now=clock, definitions=mine)
    row = recording.only(BEATS)
    (nightly,), (arrivals,) = row["schedules"], row["sensors"]
    assert (nightly["cron"], nightly["next_at"][0]) == ("0 8 * * *", "2026-11-21T08:00:00+00:00")
    assert arrivals["interval_seconds"] == 600


@pytest.mark.row("A7")
def test_a_clock_that_was_ahead_and_is_put_back_stops_no_heartbeat(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    clock.on(hours=1)
    cursor = scan(daemon.instance, recording, now=clock).cursor
    clock.on(hours=-1)
    scan(daemon.instance, recording, cursor, now=clock)
    assert recording.handed(BEATS) == 2


@pytest.mark.row("A7")
def test_of_another_code_location_the_heartbeat_says_what_is_known(
    daemon: Daemon, recording: RecordingLedger, clock: Clock
) -> None:
    scan(daemon.instance, recording, now=clock, definitions=Definitions(code_location="other"))
    row = recording.only(BEATS)
    (schedule,) = row["schedules"]
    assert (schedule["cron"], schedule["timezone"], schedule["next_at"]) == ("0 6 * * *", None, [])
    assert row["sensors"] == [{"name": "files", "code_location": "shop", "interval_seconds": 30}]
