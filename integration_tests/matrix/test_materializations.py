"""The `ledger` and `ledger_view` materializations, run for real on dbt v2.

They are for BigQuery only; in the copy used here they are for any adapter, and three macros write
DDL that DuckDB understands. Which statements are sent for which model is what is looked at.
"""

from __future__ import annotations

import re
import shutil

import pytest
from harness.dbt import REPOSITORY

from .environments import V2, need
from .recording import HERE, Workshop, open_workshop, package_with_sink

pytestmark = [pytest.mark.row("F6"), pytest.mark.row("A10")]
OUR_MODELS = ("run", "--select", "package:nightledger")
ABOUT = ("--", "/*", ";")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Give a project on dbt v2 in which our models can be built on DuckDB, and were once."""
    need(V2)
    folder = tmp_path_factory.mktemp("materializations")
    package = package_with_sink(folder / "nightledger")
    shutil.copytree(HERE / "duckdb_ddl", package, dirs_exist_ok=True)
    for name in ("ledger", "ledger_view"):
        file = package / "macros" / "ledger" / f"{name}.sql"
        file.write_text(file.read_text().replace("adapter='bigquery'", "default"))
    return open_workshop(folder, V2, package)


def sent_for(workshop: Workshop, *arguments: str) -> dict[str, str]:
    """Run a command and give the statement v2 sent for each of our models."""
    result = workshop.run(*arguments).succeeded()
    sent = {}
    for entry in (result.log_path / "query_log.sql").read_text().split("-- created_at:")[1:]:
        model = re.search(r"-- node_id: model\.nightledger\.nightledger__(\w+)", entry)
        lines = [line for line in entry.splitlines()[1:] if not line.strip().startswith(ABOUT)]
        if model and "-- desc: execute adapter call" in entry:
            sent[model[1]] = "\n".join(lines).strip()
    return sent


def models(*rooms: str) -> set[str]:
    """Give the names of our models in these rooms of models/."""
    files = [path for room in rooms for path in (REPOSITORY / "models" / room).glob("*.yml")]
    return {path.stem.removeprefix("nightledger__") for path in files}


def test_v2_creates_what_is_missing_leaves_what_is_there_and_upgrades_when_told(
    workshop: Workshop,
) -> None:
    tables, views = models("ledger"), models("staging", "problems", "runbook")
    existing = {"dlt_loads"}  # made by the project's own hook

    created = sent_for(workshop, *OUR_MODELS)
    assert created.keys() == tables - existing | views
    assert all(created[name].startswith("create table") for name in tables - existing)

    assert sent_for(workshop, *OUR_MODELS) == {}

    upgraded = sent_for(workshop, *OUR_MODELS, "--full-refresh")
    assert upgraded.keys() == tables | views
    assert all(upgraded[name].startswith("alter table") for name in tables)
    assert all(upgraded[name].startswith("create or replace view") for name in views)
