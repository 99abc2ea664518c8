"""The same commands on both engines, recorded once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from .environments import V1_ON_DUCKDB, V2, need
from .facts import SAMPLES, Fact, Key, facts_in, takes_samples
from .recording import COMMANDS, Workshop, open_workshop, package_with_sink

if TYPE_CHECKING:
    from pathlib import Path

    from harness.dbt import DbtResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What the commands did on one engine: how they ended and the scripts they wrote."""

    workshop: Workshop
    results: dict[str, DbtResult]
    scripts: dict[str, list[str]]

    @property
    def facts(self) -> dict[Key, Fact]:
        """Return every row of every command; raises AssertionError when one was written twice."""
        return {key: fact for key, fact in self.all_facts.items() if fact.table != SAMPLES}

    @property
    def all_facts(self) -> dict[Key, Fact]:
        """Return the same, and why no sample was taken of a test."""
        found: dict[Key, Fact] = {}
        for command, scripts in self.scripts.items():
            for fact in facts_in(command, scripts):
                assert fact.key not in found, f"written twice: {fact.key}"
                found[fact.key] = fact
        return found

    def sampling(self, command: str) -> str:
        """Return the script that takes the samples of a command."""
        (script,) = (script for script in self.scripts[command] if takes_samples(script))
        return script

    def writing(self, command: str) -> list[str]:
        """Return the other scripts of a command."""
        return [script for script in self.scripts[command] if not takes_samples(script)]


def record(folder: Path, python_env: str, package: Path) -> Recording:
    """Run every command once."""
    need(python_env)
    workshop = open_workshop(folder, python_env, package)
    done = {name: workshop.record(*arguments) for name, arguments in COMMANDS.items()}
    return Recording(
        workshop=workshop,
        results={name: result for name, (result, _) in done.items()},
        scripts={name: scripts for name, (_, scripts) in done.items()},
    )


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package with its writes ending in files, one copy for both engines."""
    return package_with_sink(tmp_path_factory.mktemp("package") / "nightledger")


@pytest.fixture(scope="session")
def v1(tmp_path_factory: pytest.TempPathFactory, package: Path) -> Recording:
    """Return what dbt-core 1.11 recorded."""
    return record(tmp_path_factory.mktemp("v1"), V1_ON_DUCKDB, package)


@pytest.fixture(scope="session")
def v2(tmp_path_factory: pytest.TempPathFactory, package: Path) -> Recording:
    """Return what dbt v2 recorded."""
    return record(tmp_path_factory.mktemp("v2"), V2, package)
