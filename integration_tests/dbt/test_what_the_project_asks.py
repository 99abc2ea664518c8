"""What a project says to all models (labels, key, grants) counts for the ledger's relations too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from harness.googlesql.analyser import Analyser
from harness.googlesql.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.specimen import Project

KEY = "projects/p/locations/eu/keyRings/r/cryptoKeys/k"
ASKED = """
models:
  +labels: {team: risk}
  +kms_key_name: projects/p/locations/eu/keyRings/r/cryptoKeys/k
  +grants: {roles/bigquery.dataViewer: ['group:on-call@lender.test', 'user:o''hara@lender.test']}
"""
SHOW = """
{% macro show_asked() %}
    {% set statements = [
        nightledger.create_ledger_schema_sql(),
        nightledger.create_ledger_table_sql(nightledger.contract_node('dbt_invocations')),
        nightledger.create_ledger_view_sql('vw_run_summary', 'select 1 as started_at'),
    ] + nightledger.grant_statements() %}
    {% do log('asked: ' ~ statements | tojson, info=true) %}
{% endmacro %}
"""


@pytest.mark.row("A14")
@pytest.mark.parametrize("settings", [{}, {"labels": {"team": "audit"}, "kms_key_name": "own"}])
def test_labels_key_and_grants_of_all_models_are_the_ledgers(
    new_project: Callable[[], Project], settings: dict[str, object]
) -> None:
    project = new_project()
    with (project.folder / "dbt_project.yml").open("a") as file:
        file.write(ASKED)
    (project.folder / "macros" / "show_asked.sql").write_text(SHOW)
    variables = ("--vars", json.dumps({"nightledger": settings}))
    said = project.dbt("run-operation", "show_asked", *variables).succeeded().stdout
    schema, table, view, *grants = json.loads(said.partition("asked: ")[2].splitlines()[0])
    team, key = ("audit", "own") if settings else ("risk", KEY)
    for statement in (schema, table, view):
        assert f"labels=[('team', '{team}')]" in statement
    assert f"default_kms_key_name='{key}'" in schema
    assert f" kms_key_name='{key}'" in table
    assert "kms_key_name" not in view
    analyser = Analyser(Catalogue(project.client.project))
    for statement in grants:
        grant = statement.partition("begin\n")[2].partition(";\n")[0]
        assert grant.startswith("grant `roles/bigquery.dataViewer` on ")
        analyser.analyse(grant)
    assert len(grants) == len({statement.split(" on ")[1] for statement in grants}) > 30
