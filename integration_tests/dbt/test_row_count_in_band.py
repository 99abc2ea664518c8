"""The generic test we offer: an asset against its own recorded history."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from nightledger.ledger import append

if TYPE_CHECKING:
    from harness.specimen import Project

STAGING = ("nightledger__stg_dbt_node_results", "nightledger__stg_dlt_loads")
YML = """
version: 2
models:
  - name: counted
    data_tests:
      - nightledger.row_count_in_band:
          arguments: {min_ratio: 0.5, max_ratio: 2.0, min_runs: 3}
"""


def record_counts(project: Project, *counts: int, environment: str | None = None) -> None:
    """Put earlier builds of the model on record."""
    here = project.environment["NIGHTLEDGER_TEST_TARGET"]
    now = datetime.now(timezone.utc)
    rows = [
        {
            "occurred_at": now - timedelta(hours=number),
            "environment": environment or here,
            "invocation_id": f"earlier-{environment}-{number}",
            "unique_id": "model.specimen.counted",
            "resource_type": "model",
            "name": "counted",
            "status": "success",
            "is_critical": False,
            "rows_affected": count,
        }
        for number, count in enumerate(counts, start=1)
    ]
    append(project.client, project.ledger, "dbt_node_results", rows)


def test_a_table_far_from_its_usual_row_count_fails(project: Project) -> None:
    (project.folder / "models/counted.sql").write_text(
        "{{ config(materialized='table') }}\n"
        "select number from unnest(generate_array(1, {{ var('rows', 10) }})) as number\n"
    )
    (project.folder / "models/counted.yml").write_text(YML)
    project.dbt("run", "--select", "counted", *STAGING).succeeded()
    record_counts(project, 9)
    few = project.dbt("test", "--select", "counted", "--vars", "{rows: 100}")
    assert few.returncode == 0, "two runs on record are no history"
    record_counts(project, 9, 10, 11)
    record_counts(project, *(500,) * 5, environment="elsewhere")
    project.dbt("test", "--select", "counted").succeeded()
    project.dbt("run", "--select", "counted", "--vars", "{rows: 100}").succeeded()
    many = project.dbt("test", "--select", "counted")
    assert many.returncode == 1
    row = project.row("dbt_test_results", "status = 'fail'")
    assert row["test_name"] == "nightledger.row_count_in_band"
    assert row["asset_name"] == "counted"
    assert row["sample"][0]["row_count"] == 100
