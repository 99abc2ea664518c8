"""What is kept of an exception, wherever Dagster has it: as `NIGHTLEDGER_MESSAGES` says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from dagster._core.events import EngineEventData
from dagster_shared.error import SerializableErrorInfo
from nightledger.dagster.scan import scan
from nightledger.masking import NOT_KEPT
from python.tests.dagster.runs import NOON

if TYPE_CHECKING:
    from python.tests.dagster.recording import RecordingLedger
    from python.tests.dagster.runs import Clock, Storage

pytestmark = pytest.mark.row("G2")

MAIL = "ana.garcia@lender.example"
WORDS = "the customer is called Ana"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"  # noqa: S105 - a made-up shape
TEXT = f"Bad int64 value: {MAIL} of {TOKEN}; {WORDS}"


@dg.asset
def loans() -> None:
    """Fail with personal data in an exception and in its cause."""
    raise ValueError(TEXT) from KeyError(TEXT)


def everything(recording: RecordingLedger) -> str:
    """Return all rows as one text."""
    return json.dumps([row for _, row in recording.handed_over], default=str)


@pytest.mark.parametrize(
    ("setting", "has_mail", "has_words"),
    [
        (None, False, False),
        ("masked", False, False),
        ("full", True, True),
        ("class_only", False, False),
        ("class-only", False, False),
        ("Full", False, False),
    ],
)
def test_of_every_exception_as_much_is_kept_as_the_setting_says(
    instance: dg.DagsterInstance,
    storage: Storage,
    recording: RecordingLedger,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    setting: str | None,
    *,
    has_mail: bool,
    has_words: bool,
) -> None:
    if setting:
        monkeypatch.setenv("NIGHTLEDGER_MESSAGES", setting)
    dg.materialize([loans], instance=instance, raise_on_error=False)
    run = instance.get_run_by_id(storage.run(NOON, "STARTED"))
    assert run
    info = SerializableErrorInfo(TEXT, [], "LauncherError")
    instance.report_engine_event("Caught an error", run, EngineEventData(error=info))
    instance.report_run_failed(run, f"exit code 137: {TEXT}")
    scan(instance, recording, now=clock)
    text = everything(recording)
    assert (MAIL in text, WORDS in text, TOKEN in text) == (has_mail, has_words, False)
    step = recording.only("dagster_steps", error_type="ValueError")
    assert step["error_message"].startswith("Bad int64 value")
    assert step["cause_message"]
    assert "test_kept_messages.py" in step["stack"]


def test_of_a_text_nobody_knows_the_class_of_nothing_is_kept(
    instance: dg.DagsterInstance,
    storage: Storage,
    recording: RecordingLedger,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NIGHTLEDGER_MESSAGES", "class_only")
    run = instance.get_run_by_id(storage.run(NOON, "STARTED"))
    assert run
    instance.report_run_failed(run, WORDS)
    scan(instance, recording, now=clock)
    assert recording.only("dagster_runs", run_id=run.run_id)["error_message"] == NOT_KEPT
