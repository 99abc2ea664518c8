"""Ten thousand failures at once: one message for the group, soon, and within little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from watch.scene import Scene

FAILURES = 10_000
MEBIBYTES = 256
PER_HOUR = 20
RUNS = 60


@pytest.mark.row("C4", "C5")
def test_ten_thousand_failures_of_a_run_are_one_message_within_256_mib(
    scene: Scene, tmp_path: Path
) -> None:
    if scene.bigquery.url is None:
        pytest.skip("the process knows the embedded BigQuery only")
    file = tmp_path / "alerts.yml"
    file.write_text(scene.alerts_text("teams", "smtp", told=["teams", "smtp"]))
    scene.results(FAILURES)
    command = [
        sys.executable,
        "-m",
        "watch.forks",
        scene.bigquery.url,
        scene.dataset,
        str(file),
    ]
    started = time.monotonic()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
    ) as process:
        answer = process.communicate(b"1\n")[0].splitlines()
        took = time.monotonic() - started
    mebibytes = int(answer[-1]) / 1024
    (tick,) = scene.rows(table="router_ticks")
    figures = {
        "seconds": tick["duration_seconds"],
        "with start": took,
        "MiB": mebibytes,
    }
    print(json.dumps(figures))  # those of docs/reliability.md
    (card,) = scene.target("teams").received()
    assert f"and {FAILURES - 1} more" in card.text.replace(",", "").replace("\u202f", "")
    assert len(card.body) <= 20 * 1024
    assert len(scene.targets.smtp.received()) == 2
    assert tick["problem_count"] == FAILURES
    assert mebibytes <= MEBIBYTES
    assert scene.balance()["pending"] == 0


@pytest.mark.row("C4", "C6")
def test_a_storm_of_runs_stays_within_what_a_channel_bears_and_drops_nothing(
    scene: Scene,
) -> None:
    alerts = scene.alerts(scene.receiver("teams", messages_per_hour=PER_HOUR), "slack")
    scene.notices(*(f"notice-{number}" for number in range(RUNS)))
    for _ in range(2):
        scene.tick(alerts)
    assert len(scene.arrived("teams")) <= PER_HOUR
    assert scene.balance()["told"] == RUNS
