"""An instance of Dagster of a test's own, and a ledger in memory to write to."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from harness.quick_dagster import migrations_read_once
from python.tests.dagster.recording import RecordingLedger
from python.tests.dagster.runs import NOON, Clock, Storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session", autouse=True)
def quick_dagster() -> Iterator[None]:
    """Read Dagster's migrations once in this process."""
    with migrations_read_once():
        yield


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a DAGSTER_HOME without telemetry whose databases are made: that takes seconds."""
    home = tmp_path_factory.mktemp("dagster") / "home"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with dg.DagsterInstance.from_config(str(home)) as instance:
        instance.get_runs_count()
        instance.all_instigator_state()
    return home


@pytest.fixture
def dagster_home(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a DAGSTER_HOME of the test's own."""
    home = tmp_path / "dagster_home"
    shutil.copytree(empty_home, home)
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    return home


@pytest.fixture
def instance(dagster_home: Path) -> Iterator[dg.DagsterInstance]:
    """Yield a real instance on SQLite."""
    with dg.DagsterInstance.from_config(str(dagster_home)) as instance:
        yield instance


@pytest.fixture
def storage(instance: dg.DagsterInstance) -> Storage:
    """Return a writer into the instance."""
    return Storage(instance)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at NOON."""
    return Clock(NOON)


@pytest.fixture
def recording() -> RecordingLedger:
    """Return an empty ledger in memory."""
    return RecordingLedger()
