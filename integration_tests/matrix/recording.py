"""Run one project on one engine, with the package's final write ending in files.

The package is copied and some of its macros are replaced by those of `sink/`: the guard that asks
for BigQuery, the questions what the ledger holds, and the two places that write. Everything that
makes rows and statements is as shipped.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from harness.dbt import REPOSITORY, DbtResult, copy_project, run_dbt
from harness.specimen import SPECIMEN

from .environments import V2, duckdb_for_v2

HERE = Path(__file__).parent
SECRETS = {
    "break": True,
    "password": "hunter2",
    "list": [1, {"secret_thing": "hunter2"}],
}
LIMITS = {"nightledger": {"text_limit": 20, "statement_bytes": 4000, "environment": "b"}}
COMMANDS = {
    "setup": ("run-operation", "nightledger.setup"),
    "build": ("build", "--vars", json.dumps(SECRETS)),
    "freshness": ("source", "freshness"),
    "limits": ("test", "--select", "shown_remarks", "--vars", json.dumps(LIMITS)),
    "upgrade": ("run-operation", "nightledger.setup"),
}
SILENT = {
    "docs": ("docs", "generate"),
    "compile": ("compile",),
    "list": ("list",),
    "parse": ("parse",),
    "show": ("show", "--inline", "select 1 as one"),
}
VARIABLES = {
    "DBT_ENV_CUSTOM_ENV_GIT_SHA": "abc123",
    "DBT_ENV_CUSTOM_ENV_API_TOKEN": "hunter2",
    "DBT_ENV_CUSTOM_ENV_NOTE": 'naïve "text"',
}
PROFILE = """
consumer:
  target: duck
  outputs:
    duck: {type: duckdb, path: "%s", schema: main, threads: 1}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A folder with the package, the project and the profile, ready for one engine."""

    folder: Path
    python_env: str
    variables: dict[str, str]

    @property
    def sink(self) -> Path:
        """Return the folder the scripts end in."""
        return self.folder / "sink"

    def run(self, *arguments: str) -> DbtResult:
        """Run one dbt command."""
        return run_dbt(
            self.folder / "project",
            *arguments,
            env=self.variables,
            python_env=self.python_env,
        )

    def record(self, *arguments: str) -> tuple[DbtResult, list[str]]:
        """Run one dbt command and give the scripts it would have sent to BigQuery."""
        before = set(self.sink.iterdir())
        result = self.run(*arguments)
        written = sorted(set(self.sink.iterdir()) - before)
        return result, [json.loads(file.read_text())["script"] for file in written]


def open_workshop(folder: Path, python_env: str, package: Path) -> Workshop:
    """Lay out the folder and install the package."""
    project = copy_project(SPECIMEN, folder / "project", packages=(package,))
    shutil.copytree(HERE / "project", project, dirs_exist_ok=True)
    (folder / "profiles.yml").write_text(PROFILE % (folder / "nl.duckdb"))
    (folder / "sink").mkdir()
    variables = VARIABLES | {
        "DBT_PROFILES_DIR": str(folder),
        "NIGHTLEDGER_SINK": str(folder / "sink"),
    }
    if python_env == V2:
        variables |= duckdb_for_v2(folder)
    workshop = Workshop(folder=folder, python_env=python_env, variables=variables)
    workshop.run("deps").succeeded()
    return workshop


def package_with_sink(folder: Path) -> Path:
    """Copy the package and let its writes end in files; give the copy."""
    return Path(shutil.copytree(HERE / "sink", copy_package(folder), dirs_exist_ok=True))


def copy_package(folder: Path) -> Path:
    """Copy what dbt reads of the package; give the copy."""
    for room in ("macros", "models", "tests"):
        shutil.copytree(REPOSITORY / room, folder / room)
    for file in ("dbt_project.yml", ".dbtignore"):
        shutil.copy(REPOSITORY / file, folder)
    return folder
