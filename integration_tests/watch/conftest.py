"""What the tests of the watch share: a ledger with its views, and a scene to play faults in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from nightledger.contract import TABLES
from watch.scene import Scene, create_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud.bigquery import Client
    from harness.fake_targets import Targets
    from harness.target import Target


@pytest.fixture(scope="session")
def ledger_with_views(client: Client) -> Iterator[str]:
    """Yield the dataset of a ledger with every table, and the views a tick and its tests read."""
    name = f"nl_{uuid4().hex[:12]}"
    create_ledger(client, name)
    yield name
    client.delete_dataset(name, delete_contents=True)


@pytest.fixture
def watched(client: Client, ledger_with_views: str) -> str:
    """Return that dataset, emptied."""
    client.query(
        "; ".join(f"truncate table {ledger_with_views}.{name}" for name in TABLES)
    ).result()
    return ledger_with_views


@pytest.fixture
def scene(
    bigquery: Target,
    client: Client,
    watched: str,
    targets: Targets,
    monkeypatch: pytest.MonkeyPatch,
) -> Scene:
    """Return an empty ledger, fake targets, and everything there is to do with them."""
    scene = Scene(bigquery=bigquery, client=client, dataset=watched, targets=targets)
    for name, value in scene.secrets.items():
        monkeypatch.setenv(name, value)
    return scene
