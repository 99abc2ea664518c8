"""A Dagster deployment of the test's own: its home, its code servers, its daemon, all real.

    with DagsterHome.create(locations={"works": Path("works.py")}) as home:
        home.serve("works")
        home.start_daemon()
        with home.instance() as instance: ...

Its storage is SQLite in the home, or the PostgreSQL database of `storage_url`. Everything runs as
processes of our own, each with a log in the home, and ends with it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from harness.processes import Started, start, wait_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dagster import DagsterInstance
    from typing_extensions import Self

PROGRAMS = Path(sys.executable).parent
START_SECONDS = 120.0
QUICK = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},
    "run_coordinator": {
        "module": "dagster.core.run_coordinator",
        "class": "QueuedRunCoordinator",
        "config": {"dequeue_interval_seconds": 1},
    },
    "run_monitoring": {
        "enabled": True,
        "poll_interval_seconds": 2,
        "start_timeout_seconds": 60,
    },
}
"""What makes a daemon quick enough for tests."""

QUICK_VARIABLES = {"FRESHNESS_DAEMON_INTERVAL_SECONDS": "5", "PYTHONWARNINGS": "ignore"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DagsterHome:
    """A DAGSTER_HOME and the processes that were started for it, by name."""

    folder: Path
    storage_url: str | None
    locations: Mapping[str, Path]
    variables: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Started] = field(default_factory=dict)

    @classmethod
    def create(
        cls,
        *,
        locations: Mapping[str, Path],
        storage_url: str | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Self:
        """Write dagster.yaml and workspace.yaml; start nothing yet."""
        # a short path: the names of sockets have at most 107 characters
        folder = Path(tempfile.mkdtemp(prefix="nl-dagster-"))
        home = cls(
            folder=folder,
            storage_url=storage_url,
            locations=locations,
            variables=dict(variables or {}),
        )
        storage = {"storage": {"postgres": {"postgres_url": storage_url}}} if storage_url else {}
        (folder / "dagster.yaml").write_text(yaml.safe_dump(QUICK | storage))
        servers = [
            {"grpc_server": {"socket": str(home.socket(name)), "location_name": name}}
            for name in locations
        ]
        home.workspace.write_text(yaml.safe_dump({"load_from": servers}))
        return home

    @property
    def workspace(self) -> Path:
        """Path of workspace.yaml."""
        return self.folder / "workspace.yaml"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of every process of this deployment."""
        own = {"DAGSTER_HOME": str(self.folder)}
        return os.environ | QUICK_VARIABLES | own | self.variables

    def socket(self, location: str) -> Path:
        """Path of a code server's socket."""
        return self.folder / f"{location}.sock"

    def instance(self) -> DagsterInstance:
        """Open the instance in this process; use it in a `with` statement."""
        from dagster import DagsterInstance  # noqa: PLC0415 - two seconds, for few suites

        return DagsterInstance.from_config(str(self.folder))

    def serve(self, location: str, **variables: str) -> Started:
        """Start the code server of a location, in the place of the one that runs.

        Code that does not load is no reason for it to end: it tells the error to who asks.
        """
        self.kill(location)
        socket = self.socket(location)
        socket.unlink(missing_ok=True)
        code = self.locations[location]
        command = [str(PROGRAMS / "dagster"), "api", "grpc", "--lazy-load-user-code"]
        command += ["--use-python-environment-entry-point", "--socket", str(socket)]
        command += ["--python-file", str(code), "--working-directory", str(code.parent)]
        server = self._start(location, command, variables)
        wait_for(
            socket.exists,
            START_SECONDS,
            lambda: f"{location} is not served: {server.log}",
        )
        return server

    def start_daemon(self) -> Started:
        """Start `dagster-daemon run`; it needs some seconds until its first tick."""
        self.kill("daemon")
        command = [
            str(PROGRAMS / "dagster-daemon"),
            "run",
            "--workspace",
            str(self.workspace),
        ]
        return self._start("daemon", command, {})

    def kill(self, name: str) -> None:
        """Kill one process (SIGKILL); what it has started lives on."""
        if name in self.processes:
            self.processes[name].kill()

    def stop(self) -> None:
        """Kill everything that was started, with all it has started, and remove the home."""
        for process in self.processes.values():
            process.kill_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, whatever happened inside."""
        self.stop()

    def _start(self, name: str, command: list[str], variables: dict[str, str]) -> Started:
        environment = self.environment | variables
        if earlier := self.processes.get(name):
            earlier.kill_all()
        log = self.folder / f"{name}.log"
        started = start(command, environment, self.folder, log)
        self.processes[name] = started
        return started
