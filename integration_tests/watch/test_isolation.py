"""A target that hangs, drips or breaks off holds up nobody else, and gives no secret away."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from harness.fake_targets.client import SECRET
from harness.processes import wait_for
from nightledger.contract import TABLES
from watch.scene import HOOKS

if TYPE_CHECKING:
    from watch.scene import Scene

PATIENT = {"deadline": "300s", "lease": "600s"}
PATIENCE_SECONDS = 120.0
PASSWORD = "hunter2-never-to-be-shown"  # noqa: S105 - made up


@pytest.mark.row("C6")
def test_one_hanging_target_of_eight_holds_up_no_other(scene: Scene) -> None:
    hanging, *others = HOOKS[:8]
    receivers = [scene.receiver("webhook", name=name) for name in HOOKS[:8]]
    alerts = scene.alerts(*receivers, told=HOOKS[:8], limits=PATIENT)
    scene.target(hanging).hang(times=None)
    scene.notices("notice-1", "notice-2")

    def have_heard() -> bool:
        heard = [len(set(scene.arrived(name))) for name in HOOKS[:8]]
        return heard == [1, *(2 for _ in others)]

    with ThreadPoolExecutor(1) as pool:
        ticking = pool.submit(scene.tick, alerts, budget_seconds=600.0)
        wait_for(
            lambda: ticking.done() or have_heard(),
            PATIENCE_SECONDS,
            lambda: "not all heard",
        )
        assert not ticking.done(), ticking.result()
        scene.target(hanging).clear()
        ticking.result()
    assert scene.events(hanging)[0] == "unknown"


@pytest.mark.row("G3")
def test_whatever_breaks_no_secret_is_in_any_row_of_any_table_or_any_log_line(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    names = HOOKS[:7]
    hang, drip, reset, cut, megabyte, repeats, gone = names
    scene.target(hang).hang(times=None)
    scene.target(drip).answer(500, body=f"?sig={SECRET}", drip_seconds=0.3, times=None)
    scene.target(reset).reset(times=None)
    scene.target(cut).cut(500, times=None)
    scene.target(megabyte).answer(500, body=f"token={SECRET} ", body_bytes=2**20, times=None)
    scene.target(repeats).answer(403, body=f"forbidden: {scene.target(repeats).place}?sig={SECRET}")
    monkeypatch.setenv(f"{gone.upper()}_URL", scene.targets.refusing_url(f"webhook/{gone}"))
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)
    mail = scene.receiver(
        "smtp", tls="starttls", port=scene.targets.smtp.port("starttls"), username="nightledger",
        password={"env": "SMTP_PASSWORD"}, ca_file=str(scene.targets.authority),
    )  # fmt: skip
    scene.targets.smtp.refuse_login()
    receivers = [scene.receiver("webhook", name=name) for name in names]
    alerts = scene.alerts(*receivers, mail, "slack", told=[*names, "smtp"])
    scene.notices("notice-1")
    scene.tick(alerts)
    attempts = {row["receiver"]: row for row in scene.rows("duration_seconds is not null")}
    assert set(attempts) >= {*names, "smtp", "slack"}
    assert all(row["duration_seconds"] <= 2 + 1 for row in attempts.values())
    assert all(len(row["response"].encode()) <= 2048 for row in attempts.values())
    said: dict[str, list[Any]] = {name: scene.rows(table=name) for name in TABLES}
    said["log"] = caplog.messages
    said["messages"] = [request.text for request in scene.target("slack").received()]
    text = {name: json.dumps(each, default=str) for name, each in said.items()}
    secrets = (SECRET, PASSWORD)
    assert [name for name, each in text.items() for secret in secrets if secret in each] == []
    assert all(each != "[]" for name, each in text.items() if name in {"log", "messages"})
