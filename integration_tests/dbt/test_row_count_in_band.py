"""The generic test we offer: an asset against its own recorded history."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.specimen import Project

YML = """
version: 2
models:
  - name: counted
    data_tests: [nightledger.row_count_in_band]
"""


def learn(project: Project, low: int, high: int, *, days_ago: int, environment: str) -> None:
    """Let the ledger have learned how many rows the model has."""
    day = datetime.now(timezone.utc) - timedelta(days=days_ago)
    project.client.query_and_wait(
        f"insert into {project.ledger}.learned_usuals (row_id, recorded_at, recorded_by, "
        "environment, subject, measure, slot, learned_on, sample_count, median, low, high, "
        f"explanation) values ('{environment} {days_ago}', timestamp '{day:%Y-%m-%d %H:%M:%S}', "
        f"'test', '{environment}', 'model.specimen.counted', 'row_count', '', "
        f"date '{day:%Y-%m-%d}', 7, {(low + high) / 2}, {low}, {high}, 'usually {low} to {high}')"
    )


@pytest.mark.row("B15")
def test_a_table_far_from_its_usual_row_count_fails(project: Project) -> None:
    (project.folder / "models/counted.sql").write_text(
        "{{ config(materialized='table') }}\n"
        "select number from unnest(generate_array(1, {{ var('rows', 10) }})) as number\n"
    )
    (project.folder / "models/counted.yml").write_text(YML)
    here = project.environment["NIGHTLEDGER_TEST_TARGET"]
    project.dbt("run", "--select", "counted").succeeded()
    learn(project, 400, 600, days_ago=1, environment="elsewhere")
    learn(project, 400, 600, days_ago=0, environment=here)
    project.dbt("test", "--select", "counted").succeeded()
    learn(project, 400, 600, days_ago=2, environment=here)
    learn(project, 5, 15, days_ago=1, environment=here)
    project.dbt("test", "--select", "counted").succeeded()
    project.dbt("run", "--select", "counted", "--vars", "{rows: 16}").succeeded()
    many = project.dbt("test", "--select", "counted")
    assert many.returncode == 1
    row = project.row("dbt_test_results", "status = 'fail'")
    assert row["test_name"] == "nightledger.row_count_in_band"
    assert row["asset_name"] == "counted"
    [offending] = project.sample("nightledger_row_count_in_band")["sample"]
    assert offending["row_count"] == 16
    assert offending["explanation"] == "usually 5 to 15"
