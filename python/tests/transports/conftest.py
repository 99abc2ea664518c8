"""Real servers the transports talk to, and the transports themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness.fake_targets import FakeTargets, Targets

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Targets]:
    """Yield fake targets for a module's tests."""
    with FakeTargets.start(tmp_path_factory.mktemp("targets")) as targets:
        yield targets


@pytest.fixture
def targets(servers: Targets) -> Iterator[Targets]:
    """Yield the fake targets without scripts of earlier tests."""
    servers.clear()
    yield servers
    servers.clear()
