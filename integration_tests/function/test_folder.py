"""The folder deploys as it is: installed into an empty environment, started, called."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nightledger
import pytest
import requests
from function.conftest import FOLDER
from function.test_main import BINARY, PUSH, SCHEDULER, STRUCTURED, entries
from harness.dbt import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

UV = REPOSITORY / ".venvs" / "uv" / "bin" / "uv"
STANDIN = Path(__file__).with_name("standin")
START_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A copy of the folder with the environment made from its requirements.txt alone."""

    folder: Path
    environment: Path

    @contextmanager
    def serving(self, target: str, fault: Path) -> Iterator[tuple[str, Path]]:
        """Serve an entry point as the platform does; give its address and its log."""
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        log = fault.with_name(f"{target}.log")
        program = self.environment / "bin" / "functions-framework"
        with log.open("w") as out:
            process = subprocess.Popen(
                [
                    program,
                    "--target",
                    target,
                    "--source",
                    "main.py",
                    "--port",
                    str(port),
                    "--host",
                    "127.0.0.1",
                    "--signature-type",
                    "http",
                ],
                cwd=self.folder,
                env=self.variables() | {"STANDIN_FAULT": str(fault)},
                stdout=out,
            )
            try:
                wait_for(port, process)
                yield f"http://127.0.0.1:{port}/", log
            finally:
                process.terminate()
                process.wait(20)

    def variables(self) -> dict[str, str]:
        """Give the function's variables, and nothing of the test's own but the way to programs."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(STANDIN),
            "NIGHTLEDGER_PROJECT": "nightledger-local",
            "NIGHTLEDGER_DATASET": "audit",
            "BIGQUERY_EMULATOR_HOST": "127.0.0.1:1",
        }


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the framework ended by itself"
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the framework does not listen")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """Build the wheel into a copy of the folder, and install exactly what the folder asks for."""
    scratch = tmp_path_factory.mktemp("deployed")
    folder, environment = scratch / "source", scratch / "environment"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("vendor", "deploy", "alerts.yml"))
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    run([*build, str(folder / "vendor")], REPOSITORY / "python")
    run([str(UV), "venv", "--quiet", "--python", sys.executable, str(environment)], folder)
    install = [str(UV), "pip", "install", "--quiet", "--python", str(environment)]
    run([*install, "-r", "requirements.txt"], folder)
    return Deployed(folder=folder, environment=environment)


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.row("C7")
def test_the_schedule_is_answered_and_told_when_to_try_again(
    deployed: Deployed, tmp_path: Path
) -> None:
    fault = tmp_path / "fault"
    with deployed.serving("tick_http", fault) as (address, log):
        good = requests.post(address, data=b"\x00anything", headers=SCHEDULER, timeout=20)
        fault.write_text("TransientLedgerError")
        busy = requests.post(address, headers=SCHEDULER, timeout=20)
        fault.write_text("ConfigError")
        broken = requests.post(address, headers=SCHEDULER, timeout=20)
    assert (good.status_code, good.json()["tick_id"]) == (200, "audit schedule")
    assert (busy.status_code, busy.json()) == (503, {"outcome": "failed", "error": "as told"})
    assert (broken.status_code, broken.json()) == (422, {"outcome": "failed", "error": "as told"})
    ours = [e for e in entries(log.read_text()) if e["logger"] == "nightledger.function"]
    assert [e["severity"] for e in ours] == ["INFO", "WARNING", "ERROR"]


@pytest.mark.row("C7")
def test_events_are_answered_in_every_shape(deployed: Deployed, tmp_path: Path) -> None:
    fault = tmp_path / "fault"
    shapes = [
        (json.dumps({"protoPayload": {}}), BINARY),
        (json.dumps(STRUCTURED), {"content-type": "application/cloudevents+json"}),
        (json.dumps(PUSH), {"content-type": "application/json"}),
    ]
    with deployed.serving("tick_event", fault) as (address, log):
        for body, headers in shapes:
            assert requests.post(address, data=body, headers=headers, timeout=20).status_code == 200
        fault.write_text("TransientLedgerError")
        for body, headers in shapes:
            assert requests.post(address, data=body, headers=headers, timeout=20).status_code == 503
    ours = [e for e in entries(log.read_text()) if e["logger"] == "nightledger.function"]
    assert [e["severity"] for e in ours] == ["INFO"] * 3 + ["WARNING"] * 3
    assert [e["tick_id"] for e in ours[:3]] == ["audit poke"] * 3


def test_the_wheel_holds_the_package_and_its_name_stands_in_the_requirements(
    deployed: Deployed,
) -> None:
    (wheel,) = (deployed.folder / "vendor").iterdir()
    assert f"./vendor/{wheel.name}" in (FOLDER / "requirements.txt").read_text().splitlines()
    assert f"-{nightledger.__version__}-" in wheel.name
    assert "nightledger/host_log.py" in zipfile.ZipFile(wheel).namelist()


def test_what_is_installed_is_what_the_product_is_tested_with() -> None:
    tested = set((REPOSITORY / "requirements/product.txt").read_text().splitlines())
    pinned = [
        line.partition(" ;")[0] for line in (FOLDER / "requirements.txt").read_text().splitlines()
    ]
    versions = {line.partition(" ;")[0] for line in tested}
    assert [line for line in pinned if line not in versions and "/vendor/" not in line] == []


def test_gcloud_uploads_the_wheel() -> None:
    ignored = (FOLDER / ".gcloudignore").read_text().splitlines()
    assert not {"vendor/", "vendor", "*.whl"} & set(ignored)
