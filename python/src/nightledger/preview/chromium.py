"""A headless Chromium driven over two pipes by the DevTools protocol: no port, no driver."""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import signal
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a picture shows what the message carries
    "--remote-debugging-pipe",
)
#: Where Chromium looks for the two pipes.
READS_FROM, WRITES_TO = 3, 4
#: Above every number that is given new meaning in the child.
LOWEST_OWN = 10
ANSWER_SECONDS = 60.0
END_SECONDS = 5.0
PIECE_BYTES = 1 << 16


@dataclass(slots=True, kw_only=True)
class Chromium:
    """A running browser with one page."""

    process: int
    to_browser: int
    from_browser: int
    log: Path
    session: str | None = None
    _unread: bytes = b""
    _events: list[str] = field(default_factory=list)
    _last_id: int = 0

    @staticmethod
    @contextmanager
    def start() -> Iterator[Chromium]:
        """Run until the end of the block, with a profile of its own."""
        with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = launch(Path(profile))
            try:
                browser.attach()
                yield browser
            finally:
                browser.stop()

    def attach(self) -> None:
        """Make the page."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.call("Page.enable")

    def open(self, url: str) -> None:
        """Load a page and wait until all of it is there."""
        self._events.clear()
        self.call("Page.navigate", url=url)
        deadline = time.monotonic() + ANSWER_SECONDS
        while "Page.loadEventFired" not in self._events:
            self._note(self._read(deadline))

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - whatever the script gives
        """Run a script in the page, wait for its promise and give its result."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            message = f"The page's script failed: {answer['exceptionDetails']}"
            raise RuntimeError(message)
        return answer["result"].get("value")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Send one command and give its result."""
        self._last_id += 1
        command = {"id": self._last_id, "method": method, "params": parameters}
        if self.session is not None:
            command["sessionId"] = self.session
        write_all(self.to_browser, json.dumps(command).encode() + b"\0")
        deadline = time.monotonic() + ANSWER_SECONDS
        while (message := self._read(deadline)).get("id") != self._last_id:
            self._note(message)
        if "error" in message:
            error = f"Chromium refused {method}: {message['error']}"
            raise RuntimeError(error)
        return dict(message["result"])

    def stop(self) -> None:
        """End the browser and whatever it started."""
        os.close(self.to_browser)  # the browser ends with its pipe
        os.close(self.from_browser)
        deadline = time.monotonic() + END_SECONDS
        while time.monotonic() < deadline:
            if os.waitpid(self.process, os.WNOHANG)[0]:
                return
            time.sleep(0.02)
        with suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)

    def _note(self, message: dict[str, Any]) -> None:
        self._events.append(message.get("method", ""))

    def _read(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._unread:
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self.from_browser], [], [], left)
            piece = os.read(self.from_browser, PIECE_BYTES) if ready else b""
            if not piece:
                said = self.log.read_text(errors="replace")[-2000:]
                error = f"Chromium ended or gave no answer in {ANSWER_SECONDS} s. It said: {said}"
                raise RuntimeError(error)
            self._unread += piece
        message, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(message))


def find_program() -> str | None:
    """Return the path of the browser."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def launch(profile: Path) -> Chromium:
    """Start the program with its pipes."""
    program = find_program()
    if program is None:
        names = ", ".join(PROGRAMS)
        message = (
            f"No picture can be drawn: none of the programs {names} is on the PATH. "
            "Install Chromium (Debian: apt-get install chromium), or go without --picture."
        )
        raise ConfigError(message)
    log = profile / "stderr.log"
    commands, to_browser = own_pipe()
    from_browser, answers = own_pipe()
    arguments = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    write = os.O_WRONLY | os.O_CREAT
    process = os.posix_spawn(
        program,
        arguments,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, commands, READS_FROM),
            (os.POSIX_SPAWN_DUP2, answers, WRITES_TO),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(log), write, 0o600),
        ],
        setpgroup=0,
    )
    os.close(commands)
    os.close(answers)
    return Chromium(process=process, to_browser=to_browser, from_browser=from_browser, log=log)


def own_pipe() -> tuple[int, int]:
    """Return a pipe's two ends, neither under a number that the child gives a meaning to."""
    ends = os.pipe()
    read, write = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, LOWEST_OWN) for end in ends)
    for end in ends:
        os.close(end)
    return read, write


def write_all(file: int, content: bytes) -> None:
    """Write everything, however little the pipe takes at once."""
    while content:
        content = content[os.write(file, content) :]
