"""Fixtures of every integration suite: one BigQuery per session, one dataset per test."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from harness.fake_targets import FakeTargets
from harness.fault_proxy import FaultProxy
from harness.ledgers import Ledgers, make_ledger
from harness.specimen import Project, install_specimen, make_project
from harness.target import Target, open_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.fake_targets import Targets
    from harness.parsed import ParsedProject


@pytest.fixture(scope="session")
def bigquery() -> Iterator[Target]:
    """Yield the embedded BigQuery, or the real one (NIGHTLEDGER_TEST_TARGET=bigquery)."""
    with open_target() as target:
        yield target


@pytest.fixture(scope="session")
def client(bigquery: Target) -> Iterator[Client]:
    """Yield one real BigQuery client for the session."""
    client = bigquery.client()
    yield client
    client.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def dataset(client: Client) -> Iterator[str]:
    """Yield the name of a dataset nobody else uses; it does not exist yet, and is dropped."""
    name = f"nl_{uuid4().hex[:12]}"
    yield name
    client.delete_dataset(name, delete_contents=True, not_found_ok=True)


@pytest.fixture
def dbt_env(bigquery: Target, dataset: str) -> dict[str, str]:
    """Return the variables with which dbt works in this test's dataset."""
    return bigquery.environment(dataset)


@pytest.fixture
def fault_proxy(bigquery: Target) -> Iterator[FaultProxy]:
    """Yield a running fault proxy before the embedded BigQuery; skip on the real one."""
    if bigquery.url is None:
        pytest.skip("faults are injected before the embedded BigQuery only")
    with FaultProxy(bigquery.url) as proxy:
        yield proxy


@pytest.fixture
def targets(tmp_path: Path) -> Iterator[Targets]:
    """Yield running fake targets of this test's own."""
    with FakeTargets.start(tmp_path / "targets") as targets:
        yield targets


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the specimen with its package installed."""
    return install_specimen(tmp_path_factory.mktemp("specimen") / "project")


@pytest.fixture(scope="module")
def new_project(
    bigquery: Target,
    client: Client,
    installed: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Project]]:
    """Yield a maker of specimens, each with a dataset of its own."""
    made: list[Project] = []

    def make() -> Project:
        folder = tmp_path_factory.mktemp("copy") / "project"
        made.append(make_project(folder, installed, bigquery, client))
        return made[-1]

    yield make
    for project in made:
        project.drop()


@pytest.fixture(scope="module")
def parsed_project(new_project: Callable[[], Project]) -> ParsedProject:
    """Return the module's specimen, whose commands run in this process."""
    from harness.parsed import ParsedProject  # noqa: PLC0415 - dbt, two seconds, for few suites

    return ParsedProject.of(new_project())


@pytest.fixture
def quick_project(parsed_project: ParsedProject) -> Iterator[ParsedProject]:
    """Return that specimen without any dataset."""
    yield parsed_project
    parsed_project.drop()


@pytest.fixture
def project(new_project: Callable[[], Project]) -> Project:
    """Return a specimen nobody has run yet."""
    return new_project()


@pytest.fixture(scope="session")
def ledgers(client: Client) -> Iterator[Ledgers]:
    """Return the session's ledgers."""
    ledgers = Ledgers(client=client)
    yield ledgers
    ledgers.drop()


@pytest.fixture
def ledger(ledgers: Ledgers) -> Iterator[str]:
    """Return the name of a dataset with every table of the contract, empty."""
    name = ledgers.take()
    yield name
    ledgers.give_back(name)


@contextmanager
def open_ledger(client: Client) -> Iterator[str]:
    """Make a dataset with every table of the contract, empty; drop it afterwards."""
    name = make_ledger(client)
    yield name
    client.delete_dataset(name, delete_contents=True)
