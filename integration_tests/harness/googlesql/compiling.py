"""Compile a dbt project for the gates to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.dbt import run_dbt
from harness.googlesql.project import Project, read_project
from harness.target import PROFILES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Neither option may be left out: dbt would list the datasets, and look into the tables it finds.
_OFFLINE = ("--no-populate-cache", "--no-introspect")
_NO_SERVER = {"DBT_PROFILES_DIR": str(PROFILES), "NIGHTLEDGER_TEST_TARGET": "emulator"}


def compile_project(
    directory: Path,
    scratch: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
) -> Project:
    """Run `dbt compile` on a project, writing into `scratch` only; give the compiled project.

    Without `env` no server is needed; projects which ask for relations while they compile, as
    is_incremental() does, need one: pass `Target.environment`. Takes about 8 s. Raises
    AssertionError with dbt's output when dbt refuses the project.
    """
    run_dbt(
        directory,
        "compile",
        *("--profile", "nightledger"),
        *(() if env else _OFFLINE),
        *arguments,
        env=dict(env or _NO_SERVER),
        target_path=scratch / "target",
        log_path=scratch / "logs",
    ).succeeded()
    return read_project(directory, scratch / "target")
