"""Run the real dbt as its users do: as a command, in a project's folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.dbt_forks import can_fork, run_forked

REPOSITORY = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns("dbt_packages", "target", "logs", "package-lock.yml", ".*")
QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "DBT_USE_COLORS": "false",
    "DBT_VERSION_CHECK": "false",
}
DEFAULT_SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DbtResult:
    """What one dbt command left behind; `stdout` includes what it wrote to standard error."""

    returncode: int
    stdout: str
    seconds: float
    target_path: Path
    log_path: Path

    @property
    def run_results(self) -> dict[str, Any]:
        """Read run_results.json; raises FileNotFoundError when dbt wrote none."""
        return read_json(self.target_path / "run_results.json")

    @property
    def manifest(self) -> dict[str, Any]:
        """Read manifest.json; raises FileNotFoundError when dbt wrote none."""
        return read_json(self.target_path / "manifest.json")

    @property
    def log(self) -> str:
        """Return dbt's debug log, which includes every statement it sent."""
        return (self.log_path / "dbt.log").read_text(errors="replace")

    def succeeded(self) -> DbtResult:
        """Return itself; raises AssertionError with dbt's output when the exit code is not 0."""
        if self.returncode != 0:
            message = f"dbt ended with exit code {self.returncode}:\n{self.stdout}"
            raise AssertionError(message)
        return self


def run_dbt(  # noqa: PLR0913 - all but the first have defaults
    project_dir: Path,
    *arguments: str,
    env: dict[str, str] | None = None,
    python_env: str = "product",
    target_path: Path | None = None,
    log_path: Path | None = None,
    timeout: float = DEFAULT_SECONDS,
) -> DbtResult:
    """Run `dbt <arguments>` in `project_dir`; `env` is added to our own environment.

    `python_env` names the folder in `.venvs` whose dbt is run. `target/` and `logs/` are the
    project's unless given. The exit code is not judged: see `DbtResult.succeeded`.
    """
    target = target_path or project_dir / "target"
    logs = log_path or project_dir / "logs"
    environment = dbt_environment(target, logs, env)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "output"
        if python_env == "product" and can_fork(environment):
            code = run_forked(
                arguments,
                folder=project_dir,
                environment=environment,
                output=output,
                seconds=timeout,
            )
        else:
            code = run_started(
                [str(dbt_command(python_env)), *arguments],
                project_dir,
                environment,
                output,
                timeout,
            )
        printed = output.read_bytes()
    return DbtResult(
        returncode=code,
        stdout=printed.decode(errors="replace"),
        seconds=time.monotonic() - started,
        target_path=target,
        log_path=logs,
    )


def run_started(
    command: list[str], folder: Path, environment: dict[str, str], output: Path, seconds: float
) -> int:
    """Start a command and wait; return its exit code. All it prints goes to the file `output`."""
    with output.open("wb") as written:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        ).returncode


def start_dbt(project_dir: Path, *arguments: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start `dbt <arguments>` without waiting, in a process group of its own.

    Its output goes to `logs/` of the project only; the caller waits for it, or ends it.
    """
    return subprocess.Popen(
        [str(dbt_command("product")), *arguments],
        cwd=project_dir,
        env=dbt_environment(project_dir / "target", project_dir / "logs", env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def dbt_environment(target: Path, logs: Path, env: dict[str, str] | None) -> dict[str, str]:
    """Return our own variables, what keeps dbt quiet, its folders, and `env`."""
    paths = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(logs)}
    return {**os.environ, **QUIET, **paths, **(env or {})}


def dbt_command(python_env: str) -> Path:
    """Return the dbt of one of the checkout's environments."""
    return REPOSITORY / ".venvs" / python_env / "bin" / "dbt"


def copy_project(
    source: Path, destination: Path, *, packages: tuple[Path, ...] = (REPOSITORY,)
) -> Path:
    """Copy a dbt project and let it require `packages` by folder; give the copy.

    dbt installs a folder as a symbolic link, and ours contains the project it is linked into:
    the copy leaves `dbt_packages` behind and keeps links as links. Run `dbt deps` afterwards.
    """
    shutil.copytree(source, destination, symlinks=True, ignore=LEFT_BEHIND)
    local = [{"local": str(package)} for package in packages]
    (destination / "packages.yml").write_text(json.dumps({"packages": local}))
    return destination


def install_packages(project_dir: Path, *, python_env: str = "product") -> DbtResult:
    """Run `dbt deps`; with folders only it needs no network. Raises AssertionError if it fails."""
    with tempfile.TemporaryDirectory() as scratch:
        return run_dbt(
            project_dir, "deps", python_env=python_env, log_path=Path(scratch)
        ).succeeded()


def read_json(path: Path) -> dict[str, Any]:
    """Read one of dbt's artifacts."""
    return dict(json.loads(path.read_text()))
