"""Deployments of Dagster on record: one for each storage, shared by the tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from harness.fixtures import open_ledger
from harness.postgres import Postgres, need_postgres
from orchestrated.world import World, open_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud.bigquery import Client
    from harness.target import Target

STORAGES = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Yield a PostgreSQL server of the session's own; skip without one."""
    need_postgres()
    with Postgres.start() as server:
        yield server


@pytest.fixture(scope="module", params=STORAGES)
def storage_url(request: pytest.FixtureRequest) -> str | None:
    """Return the address of an empty database for Dagster; None for SQLite."""
    if request.param == "sqlite":
        return None
    server: Postgres = request.getfixturevalue("postgres")
    return server.create_database(f"dagster_{uuid4().hex[:8]}")


@pytest.fixture(scope="session")
def shared_ledger(client: Client) -> Iterator[str]:
    """Yield the one dataset to which all deployments write."""
    with open_ledger(client) as dataset:
        yield dataset


@pytest.fixture(scope="module")
def world(bigquery: Target, shared_ledger: str, storage_url: str | None) -> Iterator[World]:
    """Yield a deployment whose daemon runs, and that is on record."""
    if bigquery.url is None:
        pytest.skip("faults are injected before the embedded BigQuery only")
    with open_world(bigquery, shared_ledger, storage_url=storage_url) as world:
        world.start()
        yield world
