"""Processes that tests start, watch and kill, each by its own id."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

POLL_SECONDS = 0.1
LOG_CHARACTERS = 3_000
KIBIBYTES_PER_MEBIBYTE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A process that leads a group of its own, so that what it starts can be found again."""

    process: subprocess.Popen[bytes]
    log_path: Path

    @property
    def log(self) -> str:
        """The end of what it has printed."""
        return self.log_path.read_text(errors="replace")[-LOG_CHARACTERS:]

    def mebibytes(self, kind: str) -> float:
        """Give its memory from /proc: `VmRSS` is what it has now, `VmHWM` the most it ever had."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        (line,) = (line for line in lines if line.startswith(f"{kind}:"))
        return int(line.split()[1]) / KIBIBYTES_PER_MEBIBYTE

    def kill(self) -> None:
        """Kill it (SIGKILL); what it has started lives on.

        It is not reaped yet: so its id stays its group's, and nobody else's.
        """
        if self.process.returncode is None:
            os.kill(self.process.pid, signal.SIGKILL)
            os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)

    def kill_all(self) -> None:
        """Kill it and all it has started."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path
) -> Started:
    """Start a program in a folder; what it prints is added to the log."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Started(process=process, log_path=log)


def wait_for(condition: Callable[[], object], seconds: float, complaint: Callable[[], str]) -> None:
    """Wait until a condition holds. Raises AssertionError with the complaint after so long."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            message = f"after {seconds:.0f} s: {complaint()}"
            raise AssertionError(message)
        time.sleep(POLL_SECONDS)
