"""How long rows are kept: what setup asks of BigQuery, and what it refuses."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from harness.jobs import jobs_since
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from harness.dbt import DbtResult
    from harness.parsed import ParsedProject

pytestmark = pytest.mark.row("G4")
BY_DAY = {name for name, table in TABLES.items() if table.partition_column}
OLD = """
insert into `{ledger}`.dbt_source_freshness
    (row_id, occurred_at, recorded_at, environment, invocation_id, unique_id, status, is_critical,
    project_name, run_key, source_name, table_name, recorded_by)
select 'x', timestamp '2026-02-01', timestamp '2026-02-01', 'prod', 'i', 'u', 'pass', false,
    'p', 'k', 's', 't', 'w'
"""


def setup(project: ParsedProject, *more: str, **settings: Any) -> DbtResult:  # noqa: ANN401
    """Run setup with some settings."""
    variables = json.dumps({"nightledger": settings})
    return project.dbt("run-operation", "nightledger.setup", "--vars", variables, *more)


def expirations(project: ParsedProject, since: datetime) -> dict[str, str]:
    """Return what BigQuery was asked since then, by table."""
    said = "\n".join(job.sql for job in jobs_since(project.client, since))
    parts = said.split("set options(partition_expiration_days=")
    return {
        before.rpartition("alter table ")[2].strip().strip("`").rpartition("`.`")[2]: after[
            : after.index(")")
        ]
        for before, after in pairwise(parts)
    }


def test_setup_sets_what_is_asked_for_and_a_hold_beats_it(quick_project: ParsedProject) -> None:
    since = datetime.now(timezone.utc) - timedelta(milliseconds=5)
    said = (
        setup(
            quick_project,
            retention_days={"all": 2555, "dagster_ticks": 100, "dlt_loads": 90},
            retention_holds={"dlt_loads": "case 4711"},
        )
        .succeeded()
        .stdout
    )
    asked = expirations(quick_project, since)
    assert asked == dict.fromkeys(BY_DAY - {"dlt_loads"}, "2555") | {"dagster_ticks": "100"}
    assert "dagster_ticks is kept 100 days" in said
    rows = quick_project.rows("ledger_migrations")
    kept = {row["table_name"]: row["action"] for row in rows if row["action"].startswith("kept")}
    assert kept["retention of dagster_ticks"] == "kept 100 days"
    assert len(kept) == len(asked)


def test_rows_that_would_go_are_told_and_stay_until_it_is_confirmed(
    quick_project: ParsedProject,
) -> None:
    setup(quick_project).succeeded()
    quick_project.client.query(OLD.format(ledger=quick_project.ledger)).result()
    since = datetime.now(timezone.utc) - timedelta(milliseconds=5)
    said = setup(quick_project, retention_days={"all": 100}).succeeded().stdout
    assert "dbt_source_freshness: 1 rows since 2026-02-01" in said
    assert set(expirations(quick_project, since)) == BY_DAY - {"dbt_source_freshness"}
    since = datetime.now(timezone.utc) - timedelta(milliseconds=5)
    confirmed = ("--args", "{confirm_removal: true}")
    setup(quick_project, *confirmed, retention_days={"dbt_source_freshness": 100}).succeeded()
    assert expirations(quick_project, since)["dbt_source_freshness"] == "100"


@pytest.mark.parametrize(
    ("settings", "mistake"),
    [
        ({"retention_days": {"asset_edges": 400}}, "asset_edges is state"),
        ({"retention_days": {"ledger_seals": 400}}, "ledger_seals is state"),
        ({"retention_days": {"looks": 59}}, "at least 60"),
        ({"retention_days": {"looks": "100"}}, "give whole days"),
        ({"retention_days": {"looks": True}}, "give whole days"),
        ({"retention_days": {"look": 100}}, "there is no table look"),
        ({"retention_days": 100}, "are mappings"),
        ({"retention_holds": {"looks": " "}}, "say why it is held"),
        ({"retention_holds": {"look": "case"}}, "there is no table look"),
    ],
)
def test_what_would_lose_what_still_counts_is_refused(
    quick_project: ParsedProject, settings: dict[str, Any], mistake: str
) -> None:
    refused = setup(quick_project, **settings)
    assert refused.returncode
    assert mistake in refused.stdout
    assert quick_project.ledger not in {
        each.dataset_id for each in quick_project.client.list_datasets()
    }
