"""Start and stop the embedded BigQuery as a child process on free loopback ports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from google.cloud.bigquery import Client
    from typing_extensions import Self

LAUNCHER = Path(__file__).with_name("launcher.py")
INTERPRETER_VARIABLE = "NIGHTLEDGER_EMULATOR_PYTHON"
INTERPRETER = Path(".venvs/emulator/bin/python")
DEFAULT_PROJECT = "nightledger-local"
START_SECONDS = 90.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.02
LOG_LINES = 15


class EmulatorError(RuntimeError):
    """The embedded BigQuery could not be found or started; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedBigQuery:
    """A running emulator. Use as a context manager, or call `stop()`.

    `data_dir` is None when all rows are gone after `stop()`.
    """

    project: str
    port: int
    grpc_port: int
    data_dir: Path | None
    work_dir: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(  # noqa: PLR0913 - each is a choice of the caller, all have defaults
        cls,
        *,
        python: Path | None = None,
        data_dir: Path | None = None,
        project: str = DEFAULT_PROJECT,
        port: int = 0,
        grpc_port: int = 0,
        start_seconds: float = START_SECONDS,
    ) -> EmbeddedBigQuery:
        """Start and wait until both ports answer. Port 0 means any free one.

        Raises EmulatorError when no interpreter is found, when the process ends early, or
        when it is not ready in time.
        """
        interpreter = find_interpreter(python)
        work_dir = Path(tempfile.mkdtemp(prefix="nightledger-emulator-"))
        arguments = [f"--port={port}", f"--grpc-port={grpc_port}", f"--project={project}"]
        if data_dir is not None:
            arguments.append(f"--data-dir={data_dir.resolve()}")
        process = launch(interpreter, arguments, work_dir)
        try:
            ports = wait_for_ports(process, work_dir, start_seconds)
        except BaseException:
            end(process)
            shutil.rmtree(work_dir, ignore_errors=True)
            raise
        return cls(project=project, data_dir=data_dir, work_dir=work_dir, process=process, **ports)

    @property
    def url(self) -> str:
        """Address of the REST interface."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Everything the emulator has printed so far."""
        return (self.work_dir / "emulator.log").read_text(errors="replace")

    def client(self) -> Client:
        """Return the real BigQuery client, pointed here."""
        from nightledger.ledger import connect  # noqa: PLC0415 - heavy, optional

        return connect(self.project, endpoint=self.url)

    def stop(self) -> None:
        """End the process (SIGTERM, then SIGKILL after 10 s) and remove its scratch folder."""
        end(self.process)
        shutil.rmtree(self.work_dir, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return itself; it is already running."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, whatever happened inside."""
        self.stop()


def find_interpreter(python: Path | None) -> Path:
    """Return the emulator's Python: the argument, the variable, or the nearest .venvs."""
    named = python or os.environ.get(INTERPRETER_VARIABLE)
    if named:
        if Path(named).is_file():
            return Path(named)
        message = f"The emulator's Python {named} does not exist. {how_to_get_it()}"
        raise EmulatorError(message)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / INTERPRETER).is_file():
            return folder / INTERPRETER
    message = f"No {INTERPRETER} in {here} or above it. {how_to_get_it()}"
    raise EmulatorError(message)


def how_to_get_it() -> str:
    """Say what to do."""
    return f"`make environments` builds it; or set {INTERPRETER_VARIABLE} to its bin/python."


def launch(interpreter: Path, arguments: list[str], work_dir: Path) -> subprocess.Popen[bytes]:
    """Start the launcher. It ends by itself when our end of its standard input closes."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "BQEMU_"))}
    command = [
        str(interpreter),
        str(LAUNCHER),
        *arguments,
        f"--work-dir={work_dir}",
        f"--ready-file={work_dir / 'ready.json'}",
    ]
    with (work_dir / "emulator.log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=work_dir,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def wait_for_ports(
    process: subprocess.Popen[bytes], work_dir: Path, seconds: float
) -> dict[str, int]:
    """Wait for the launcher's ready file; raises EmulatorError with the end of its log."""
    ready = work_dir / "ready.json"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready.exists():
            return dict(json.loads(ready.read_text()))
        if process.poll() is not None:
            reason = f"ended with exit code {process.returncode}"
            break
        time.sleep(POLL_SECONDS)
    else:
        reason = f"was not ready after {seconds:.0f} s"
    lines = (work_dir / "emulator.log").read_text(errors="replace").splitlines()
    message = "\n".join([f"The embedded BigQuery {reason}. It printed:", *lines[-LOG_LINES:]])
    raise EmulatorError(message)


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop a child of ours, by its own handle, and reap it."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()
