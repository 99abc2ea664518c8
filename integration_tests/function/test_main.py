"""Any call means "go and look"; the answer says whether calling again can help."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from function.conftest import ToldTick, told_report
from nightledger.errors import ConfigError, PermanentLedgerError, TransientLedgerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    Call = Callable[..., FlaskClient]

SCHEDULER = {"X-CloudScheduler": "true"}
PUSH = {
    "message": {"data": "aGk=", "messageId": "9"},
    "subscription": "projects/p/subscriptions/s",
}
BINARY = {
    "ce-id": "1",
    "ce-specversion": "1.0",
    "ce-source": "//cloudaudit.googleapis.com/projects/p/logs/data_access",
    "ce-type": "google.cloud.audit.log.v1.written",
    "content-type": "application/json",
}
STRUCTURED = {
    "specversion": "1.0",
    "id": "2",
    "source": "//pubsub.googleapis.com/projects/p/topics/t",
    "type": "google.cloud.pubsub.topic.v1.messagePublished",
    "data": PUSH,
}
SECRET_URL = "https://prod.logic.azure.com/workflows/abc/triggers/manual?sig=s3cr3t"  # noqa: S105 - of nobody


def raising(error: Exception) -> Callable[[], Any]:
    def does() -> Any:  # noqa: ANN401 - as a tick's
        raise error

    return does


def entries(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.row("C7")
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"not json \xff\x00", b'{"since": "x"}', b"x" * 10**6]
)
def test_the_schedule_may_send_anything(call: Call, told: ToldTick, body: bytes) -> None:
    answer = call("tick_http").post("/", data=body, headers=SCHEDULER)
    assert (answer.status_code, answer.get_json()["outcome"]) == (200, "ok")
    (made,) = told.calls
    assert made["dataset"] == "audit"
    assert made["config"].endswith("functions/alert_router/alerts.yml")
    assert (made["host"], made["trigger"], made["budget_seconds"]) == (
        "function",
        "schedule",
        480,
    )


@pytest.mark.row("C7")
def test_without_the_schedulers_header_a_person_asked(call: Call, told: ToldTick) -> None:
    call("tick_http").get("/")
    assert told.calls[0]["trigger"] == "person"


@pytest.mark.row("C7")
@pytest.mark.parametrize("signature", ["cloudevent", "http"])
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (json.dumps({"protoPayload": {}}), BINARY),
        (json.dumps(STRUCTURED), {"content-type": "application/cloudevents+json"}),
        (json.dumps(PUSH), {"content-type": "application/json"}),
    ],
    ids=["audit log", "structured event", "Pub/Sub push"],
)
def test_every_shape_of_event_is_a_poke(
    call: Call, told: ToldTick, body: str, headers: dict[str, str], signature: str
) -> None:
    answer = call("tick_event", signature).post("/", data=body, headers=headers)
    assert answer.status_code == 200
    assert [made["trigger"] for made in told.calls] == ["poke"]


@pytest.mark.row("C7")
@pytest.mark.parametrize(
    ("error", "http", "event", "severity"),
    [
        (TransientLedgerError("BigQuery said: 503."), 503, 503, "WARNING"),
        (PermanentLedgerError("BigQuery said: 404."), 422, 200, "ERROR"),
        (ConfigError("alerts.yml: no fallback."), 422, 200, "ERROR"),
        (RuntimeError("a mistake of ours"), 422, 200, "ERROR"),
    ],
    ids=["transient", "permanent", "configuration", "unforeseen"],
)
def test_only_what_a_retry_can_help_asks_for_one(  # noqa: PLR0913, PLR0917 - fixtures and a table
    call: Call,
    told: ToldTick,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    http: int,
    event: int,
    severity: str,
) -> None:
    told.does = raising(error)
    answer = call("tick_http").post("/", headers=SCHEDULER)
    assert (answer.status_code, answer.get_json()) == (
        http,
        {"outcome": "failed", "error": str(error)},
    )
    (entry,) = entries(capsys.readouterr().out)
    assert entry["severity"] == severity
    assert str(error) in entry["message"] + entry.get("stack_trace", "")
    assert call("tick_event").post("/", data="{}", headers=BINARY).status_code == event
    assert [entry["severity"] for entry in entries(capsys.readouterr().out)] == [severity]


def test_every_missing_setting_is_named_at_once(
    call: Call, told: ToldTick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NIGHTLEDGER_PROJECT")
    monkeypatch.setenv("NIGHTLEDGER_DATASET", "")
    answer = call("tick_http").post("/")
    assert answer.status_code == 422
    assert answer.get_json()["error"].startswith(
        "Not set: NIGHTLEDGER_PROJECT, NIGHTLEDGER_DATASET"
    )
    assert told.calls == []


@pytest.mark.row("C7")
def test_a_second_call_in_the_middle_of_a_tick_is_answered_at_once(
    call: Call, told: ToldTick
) -> None:
    inside, over = threading.Event(), threading.Event()

    def slow() -> object:
        inside.set()
        assert over.wait(10)
        return told_report()

    told.does = slow
    function = call("tick_http")
    first: list[int] = []
    looking = threading.Thread(
        target=lambda: first.append(function.application.test_client().post("/").status_code)
    )
    looking.start()
    assert inside.wait(10)
    second = function.post("/")
    over.set()
    looking.join(10)
    assert (second.status_code, second.get_json()) == (
        200,
        {"outcome": "already looking"},
    )
    assert (first, len(told.calls)) == ([200], 1)
    assert function.post("/").get_json()["outcome"] == "ok"


def test_the_next_call_works_after_one_that_failed(call: Call, told: ToldTick) -> None:
    function = call("tick_http")
    told.does = raising(TransientLedgerError("busy"))
    assert function.post("/").status_code == 503
    told.does = told_report
    assert function.post("/").status_code == 200


def test_an_instance_makes_one_client_and_only_when_asked(call: Call, told: ToldTick) -> None:
    function = call("tick_http")
    function.post("/")
    function.post("/")
    first, second = (made["client"] for made in told.calls)
    assert first is second
    assert first.project == "nightledger-local"


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({}, "INFO"),
        ({"outcome": "idle"}, "INFO"),
        ({"failed_count": 1}, "WARNING"),
        ({"unreachable_count": 1}, "ERROR"),
        ({"outcome": "failed", "error": f"no answer from {SECRET_URL}"}, "ERROR"),
    ],
    ids=["quiet", "idle", "a send failed", "nobody could take it", "failed"],
)
def test_a_tick_is_one_line_as_loud_as_it_deserves(
    call: Call,
    told: ToldTick,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    severity: str,
) -> None:
    due = datetime(2026, 3, 10, 5, tzinfo=timezone.utc)
    told.does = lambda: told_report(next_look_at=due, **changes)
    call("tick_http").post("/", headers={"X-Cloud-Trace-Context": "abc123/1;o=1"})
    (entry,) = entries(capsys.readouterr().out)
    assert entry["severity"] == severity
    assert entry["logging.googleapis.com/trace"] == "projects/nightledger-local/traces/abc123"
    assert entry["tick_id"] == "t1"
    assert entry["next_look_at"] == "2026-03-10T05:00:00+00:00"


@pytest.mark.row("G3")
@pytest.mark.parametrize("kind", [TransientLedgerError, ConfigError, RuntimeError])
def test_a_secret_in_an_error_reaches_neither_the_log_nor_the_caller(
    call: Call,
    told: ToldTick,
    capsys: pytest.CaptureFixture[str],
    kind: type[Exception],
) -> None:
    told.does = raising(kind(f"posting to {SECRET_URL} failed"))
    answers = [
        call("tick_http").post("/").text,
        call("tick_event").post("/", data="{}", headers=BINARY).text,
    ]
    output = capsys.readouterr()
    assert "posting to" in answers[0] + output.out
    assert "s3cr3t" not in "".join([*answers, output.out, output.err])
