"""An empty folder, a ledger, and a Dagster instance for a project that takes Nightledger on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from adoption.stock import Stock, instance_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dagster import DagsterInstance
    from harness.target import Target


@pytest.fixture
def stock(
    tmp_path: Path, bigquery: Target, ledger: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stock]:
    """Yield a project without files; what it imports is forgotten afterwards."""
    folder = tmp_path / "project"
    folder.mkdir()
    if bigquery.url is not None:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", bigquery.url)
    monkeypatch.delenv("NIGHTLEDGER_ENVIRONMENT", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for each in (folder, folder / "src"):
        monkeypatch.syspath_prepend(each)
    before = set(sys.modules)
    yield Stock(folder=folder, project=bigquery.project, dataset=ledger)
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
            del sys.modules[name]


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[DagsterInstance]:
    """Yield a real instance in a folder of its own."""
    with instance_in(tmp_path / "home") as instance:
        yield instance
