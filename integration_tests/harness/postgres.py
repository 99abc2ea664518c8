"""A PostgreSQL of the test's own: a cluster in a temporary folder that listens on loopback.

    with Postgres.start() as postgres:
        url = postgres.create_database("dagster")

The server refuses to run as root: then it runs as the user `postgres`, whom its package creates.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from harness.summary import MISSING_PACKAGE
from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from typing_extensions import Self

INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs, in one folder per version."""

USER = "postgres"
REMEDY = "`make postgres` installs it, or says why it cannot"
START_SECONDS = 30.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.05
PORTS_TO_TRY = 5
SETTINGS = ("fsync=off", "listen_addresses=127.0.0.1", "max_connections=200")
"""What survives a crash of the machine is nothing that these tests ask."""


def find_programs() -> Path | None:
    """Return the folder of the newest version, or nothing."""
    if found := [path.parent for path in INSTALLED.glob("*/bin/initdb")]:
        return max(found, key=lambda folder: float(folder.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def need_postgres() -> None:
    """Skip the test where PostgreSQL is missing; fail it where one was promised."""
    if find_programs() is not None:
        return
    reason = f"This test {MISSING_PACKAGE} postgresql, and there is none; {REMEDY}."
    if os.environ.get("CI") == "true" or os.environ.get("NIGHTLEDGER_REQUIRE_POSTGRES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A running server. Use as a context manager, or call `stop()`."""

    folder: Path
    port: int
    password: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls) -> Self:
        """Make a cluster and start it on a free port. Raises RuntimeError with the server's log."""
        programs = find_programs()
        if programs is None:
            message = f"There is no PostgreSQL in {INSTALLED} nor on the path; {REMEDY}."
            raise RuntimeError(message)
        folder = Path(tempfile.mkdtemp(prefix="nightledger-postgres-"))
        password = uuid4().hex
        try:
            initialise(programs, folder, password)
            port, process = serve(programs, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return cls(folder=folder, port=port, password=password, process=process)

    def url(self, database: str) -> str:
        """Return the address of a database; it names the driver that dagster-postgres brings."""
        login = f"{USER}:{self.password}"
        return f"postgresql+psycopg2://{login}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Create an empty database; give its address."""
        engine = create_engine(self.url(USER), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'create database "{name}"'))
        engine.dispose()
        return self.url(name)

    def stop(self) -> None:
        """Disconnect everybody, end the server and remove its folder."""
        end(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return itself; it is already running."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, whatever happened inside."""
        self.stop()


def as_user() -> dict[str, Any]:
    """Return what makes a child process run unprivileged."""
    is_root = os.geteuid() == 0
    return {"user": USER, "group": USER, "extra_groups": []} if is_root else {}


def initialise(programs: Path, folder: Path, password: str) -> None:
    """Write an empty cluster; who connects must know the password."""
    secret = folder / "password"
    secret.write_text(password)
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
        shutil.chown(secret, USER, USER)
    rules = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            USER,
            f"--pwfile={secret}",
            *rules,
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        **as_user(),
    )
    secret.unlink()
    if made.returncode:
        message = f"initdb in {folder} failed with {made.returncode}: {made.stderr[-1000:]}"
        raise RuntimeError(message)


def serve(programs: Path, folder: Path) -> tuple[int, subprocess.Popen[bytes]]:
    """Start the server on a free port; another one when somebody was quicker to take it."""
    log = folder / "postgres.log"
    for _ in range(PORTS_TO_TRY):
        port = free_port()
        settings = [f"-c{each}" for each in (*SETTINGS, f"unix_socket_directories={folder}")]
        with log.open("ab") as output:
            process = subprocess.Popen(
                [
                    programs / "postgres",
                    "-D",
                    folder / "data",
                    "-p",
                    str(port),
                    *settings,
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                **as_user(),
            )
        if wait_until_ready(process, log):
            return port, process
        end(process)
    message = f"PostgreSQL did not start in {folder}: {log.read_text()[-1000:]}"
    raise RuntimeError(message)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> bool:
    """Wait until it takes connections; false when it ended or took too long."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if "ready to accept connections" in log.read_text(errors="replace"):
            return True
        time.sleep(POLL_SECONDS)
    return False


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server at once but in order (SIGINT), then by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
