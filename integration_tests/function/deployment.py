"""The function's folder as Google Cloud has it: installed into an empty environment, and served."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.dbt import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = REPOSITORY / "functions" / "alert_router"
REQUIREMENTS = REPOSITORY / "functions" / "requirements.py"
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
    message = "the framework does not listen"
    raise TimeoutError(message)


def deploy(scratch: Path) -> Deployed:
    """Build the wheel into a copy of the folder, and install its requirements.txt alone."""
    folder, environment = scratch / "source", scratch / "environment"
    ours = shutil.ignore_patterns("vendor", "deploy", "alerts.yml", "requirements.txt")
    shutil.copytree(FOLDER, folder, ignore=ours)
    build = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
    ]
    run([*build, str(folder / "vendor")], REPOSITORY / "python")
    run([sys.executable, str(REQUIREMENTS), str(folder)], REPOSITORY)
    run(
        [str(UV), "venv", "--quiet", "--python", sys.executable, str(environment)],
        folder,
    )
    install = [str(UV), "pip", "install", "--quiet", "--python", str(environment)]
    run([*install, "--require-hashes", "-r", "requirements.txt"], folder)
    return Deployed(folder=folder, environment=environment)


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
