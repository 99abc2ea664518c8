"""A shop for each recipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from recipes.shop import Shop, make_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.fake_targets import Targets
    from harness.target import Target


@pytest.fixture
def shop(  # noqa: PLR0913, PLR0917 - fixtures are arguments
    tmp_path: Path,
    installed: Path,
    bigquery: Target,
    client: Client,
    dataset: str,
    targets: Targets,
) -> Iterator[Shop]:
    """Return a shop nobody has run yet; its datasets are dropped."""
    yield make_shop(tmp_path / "shop", installed, bigquery, client, dataset, targets)
    for name in (f"{dataset}_audit", f"{dataset}_raw"):
        client.delete_dataset(name, delete_contents=True, not_found_ok=True)
