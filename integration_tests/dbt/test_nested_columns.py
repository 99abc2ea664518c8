"""Personal data inside a column of several parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.specimen import Project

TESTS_FAILED = 1
HOMES = "select 1 as home_id, 'brick' as wall, struct('Main St 5' as street) as address"
NOT_ONE = """
{% test not_one(model, column_name) %}
    select * from {{ model }} where {{ column_name }} = 1
{% endtest %}
"""
YML = """
models:
  - name: homes
    columns:
      - {name: home_id, data_tests: [not_one]}
      - {name: wall}
      - {name: address}
      - {name: Address.Street, config: {meta: {pii: true}}}
"""


@pytest.mark.row("G2")
def test_a_mark_inside_a_column_hides_all_of_it(project: Project) -> None:
    (project.folder / "models/homes.sql").write_text(HOMES)
    (project.folder / "models/homes.yml").write_text(YML)
    (project.folder / "macros/not_one.sql").write_text(NOT_ONE)

    result = project.dbt("build", "--select", "homes")

    assert result.returncode == TESTS_FAILED, result.stdout
    row = project.sample("not_one")
    assert row["sample"] == [{"home_id": 1, "wall": "brick", "address": "***"}]
