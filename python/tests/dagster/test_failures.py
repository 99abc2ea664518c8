"""Why a run failed, whoever knows it: a step, the run itself, a launcher, the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg
import pytest
from dagster._core.events import EngineEventData
from dagster_shared.error import SerializableErrorInfo
from nightledger.dagster.scan import scan
from python.tests.dagster.runs import NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from python.tests.dagster.recording import RecordingLedger, Row
    from python.tests.dagster.runs import Clock, Storage

    Fail = Callable[..., Row]

pytestmark = pytest.mark.row("A5")

STOCK = "This run has been marked as failed from outside the execution context."
SPEAKER = "[DagsterApiServer] "
KILLED = (
    "Run execution process for 0b5c was terminated by signal 9 (SIGKILL). This usually indicates "
    "that the process was killed by the operating system due to running out of memory."
)
OUT_OF_MEMORY = "Detected run worker status FAILED: 'Pod exit code 137 (OOMKilled)'. Marking it."
TIMED_OUT = "User code server request timed out due to taking longer than 60 seconds."
TOO_LONG = "Exceeded maximum runtime of 3600 seconds."


@pytest.fixture
def failed(
    instance: dg.DagsterInstance, storage: Storage, recording: RecordingLedger, clock: Clock
) -> Callable[..., Row]:
    """Return what makes a run fail in Dagster's own way, and gives its row."""

    def fail(message: str | None, *engine: tuple[str, str | None], step: bool = False) -> Row:
        run_id = storage.run(NOON, "STARTED")
        run = instance.get_run_by_id(run_id)
        assert run
        if step:
            storage.fail_step(run_id, "load", NOON)
        for said, error in engine:
            info = SerializableErrorInfo(said, [], error) if error else None
            text = "Caught an error" if error else said
            instance.report_engine_event(text, run, EngineEventData(error=info))
        instance.report_run_failed(run, message)
        scan(instance, recording, now=clock)
        return recording.rows("dagster_runs", run_id=run_id)[-1]

    return fail


def test_what_a_launcher_raised_is_why_a_run_failed(failed: Fail) -> None:
    row = failed(None, (TIMED_OUT, "DagsterUserCodeUnreachableError"))
    assert (row["error_type"], row["error_message"]) == (
        "DagsterUserCodeUnreachableError",
        TIMED_OUT,
    )
    assert row["failure_reason"] is None


def test_the_last_thing_that_was_raised_outside_counts(failed: Fail) -> None:
    row = failed(None, ("first", "OneError"), ("(403)\nReason: Forbidden", "ApiException"))
    assert (row["error_type"], row["error_message"]) == (
        "ApiException",
        "(403)\nReason: Forbidden",
    )


@pytest.mark.parametrize("step", [False, True])
def test_a_killed_process_is_told_whatever_failed_in_it_before(failed: Fail, *, step: bool) -> None:
    row = failed(
        None, (SPEAKER + KILLED, None), ("Multiprocess executor: going on", None), step=step
    )
    assert row["error_message"] == KILLED
    assert row["error_type"] is None
    assert row["failure_reason"] == "unexpected_termination"
    assert row["failed_step_key"] == ("load" if step else None)


def test_the_words_of_the_failure_count_without_their_quotes(failed: Fail) -> None:
    row = failed(OUT_OF_MEMORY)
    assert row["error_message"] == OUT_OF_MEMORY.replace("'", "")
    assert row["failure_reason"] == "unexpected_termination"
    assert failed(TOO_LONG)["error_message"] == TOO_LONG


def test_words_that_say_nothing_are_no_reason(failed: Fail) -> None:
    for message in (None, STOCK, "Execution of run for \"nightly\" failed. Steps failed: ['a']."):
        row = failed(message, ("Starting execution with step handler.", None))
        assert (row["error_type"], row["error_message"], row["failure_reason"]) == (None,) * 3


def test_a_step_that_failed_is_why_when_nothing_ended_the_process(
    instance: dg.DagsterInstance, recording: RecordingLedger
) -> None:
    @dg.op
    def load() -> None:
        message = "the shop is closed"
        raise ConnectionError(message)

    @dg.job
    def nightly() -> None:
        load()

    result = nightly.execute_in_process(instance=instance, raise_on_error=False)
    scan(instance, recording)
    row = recording.rows("dagster_runs", run_id=result.run_id)[-1]
    assert (row["error_type"], row["error_message"]) == ("ConnectionError", "the shop is closed")


def test_secrets_in_what_a_launcher_said_stay_out(failed: Fail) -> None:
    row = failed("Could not pull image: password=hunter2-hunter2")
    assert "hunter2" not in row["error_message"]
    row = failed(None, ("token: ya29.abcdefghijklmnopqrstuvwxyz", "LaunchError"))
    assert "abcdefghij" not in row["error_message"]


def test_a_run_that_went_well_says_nothing_of_what_was_raised_on_the_way(
    instance: dg.DagsterInstance, storage: Storage, recording: RecordingLedger, clock: Clock
) -> None:
    run_id = storage.run(NOON, "STARTED")
    run = instance.get_run_by_id(run_id)
    assert run
    info = SerializableErrorInfo("hiccup", [], "LaunchError")
    instance.report_engine_event("Tried again", run, EngineEventData(error=info))
    storage.change(run_id, "SUCCESS", NOON)
    scan(instance, recording, now=clock)
    assert recording.rows("dagster_runs", run_id=run_id)[-1]["error_message"] is None
