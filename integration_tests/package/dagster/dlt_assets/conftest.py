"""A shop for each test, with a ledger and a Dagster of its own."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from nightledger.dagster.ledger import LedgerResource
from package.dagster.dlt_assets.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """Yield a real instance in a folder of its own."""
    home = tmp_path_factory.mktemp("dagster")
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with dg.DagsterInstance.from_config(str(home)) as instance:
        yield instance


@pytest.fixture
def shop(
    bigquery: Target,
    client: Client,
    ledger: str,
    dataset: str,
    instance: dg.DagsterInstance,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shop]:
    """Yield a shop that has loaded nothing yet."""
    for name, value in bigquery.environment(dataset).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "data"))
    # the embedded BigQuery takes no compressed files
    monkeypatch.setenv("NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION", "true")
    # loading reads next to nothing back, so BigQuery's fast read path is not missed
    warnings.filterwarnings("ignore", message="Cannot create BigQuery Storage client")
    yield Shop(
        target=bigquery,
        client=client,
        ledger_dataset=ledger,
        raw_dataset=dataset,
        folder=tmp_path,
        instance=instance,
        ledger=LedgerResource(
            project=bigquery.project,
            dataset=ledger,
            endpoint=bigquery.url,
            environment="test",
        ),
        orders=[{"id": number, "amount": number * 1.5} for number in range(10)],
        customers=[{"id": 1, "name": "Ada"}],
    )
    client.delete_dataset(f"{dataset}_staging", delete_contents=True, not_found_ok=True)
