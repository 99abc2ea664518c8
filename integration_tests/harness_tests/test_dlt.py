"""dlt's BigQuery destination, unchanged but for its credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dlt
import pytest
from harness.dlt_credentials import bigquery_destination

if TYPE_CHECKING:
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target


@pytest.mark.filterwarnings("default")  # dlt's own warnings are not ours to forbid
def test_loads_append_rows_and_add_columns(
    bigquery: Target,
    client: Client,
    dataset: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = {"DLT_DATA_DIR": str(tmp_path), "RUNTIME__DLTHUB_TELEMETRY": "false"}
    for name, value in {**bigquery.environment(dataset), **settings}.items():
        monkeypatch.setenv(name, value)
    pipeline = dlt.pipeline(
        "harness",
        pipelines_dir=str(tmp_path),
        dataset_name=dataset,
        destination=bigquery_destination(bigquery),
    )

    pipeline.run([{"id": 1, "at": {"city": "Köln"}}], table_name="events")
    pipeline.run([{"id": 2, "late": True}], table_name="events")

    rows = client.query(f"select id, at__city, late from {dataset}.events order by id").result()
    assert [tuple(row) for row in rows] == [(1, "Köln", None), (2, None, True)]
