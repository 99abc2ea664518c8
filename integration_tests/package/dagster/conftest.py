"""An instance of Dagster of a test's own, and a real ledger to write to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nightledger.dagster import LedgerResource
from python.tests.dagster.conftest import (  # noqa: F401 - pytest finds fixtures by name
    dagster_home,
    empty_home,
    instance,
    quick_dagster,
    storage,
)

if TYPE_CHECKING:
    from harness.target import Target


@pytest.fixture
def resource(bigquery: Target, ledger: str) -> LedgerResource:
    """Return the resource of an empty ledger in BigQuery."""
    return LedgerResource(
        project=bigquery.project,
        dataset=ledger,
        endpoint=bigquery.url,
        environment="test",
    )
