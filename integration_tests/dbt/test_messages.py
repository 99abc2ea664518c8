"""What BigQuery quotes of marked data in a message is masked, in the row and by ingest alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.specimen import Project

MAIL = "canary_1980@x.test"
FAILED = 1
MODELS = {
    "contacts": f"select '{MAIL}' as email",
    "cast_one": "select cast(email as int64) as number from {{ ref('contacts') }}",
    "cast_plain": "select cast('plain_text' as int64) as number",
}
YML = """
models:
  - name: contacts
    columns: [{name: email, config: {tags: [PII]}}]
"""


@pytest.fixture(scope="module")
def failing(new_project: Callable[[], Project]) -> Project:
    """Return a specimen with a model that fails on a marked value, and one on a plain one."""
    project = new_project()
    for name, sql in MODELS.items():
        config = "{{ config(materialized='table') }}\n"
        (project.folder / f"models/{name}.sql").write_text(config + sql)
    (project.folder / "models/contacts.yml").write_text(YML)
    return project


@pytest.mark.row("G2")
@pytest.mark.parametrize(
    ("wanted", "marked", "plain"),
    [
        ("masked", "***", "plain_text"),
        ("full", MAIL, "plain_text"),
        ("class_only", None, None),
    ],
)
def test_a_message_is_kept_as_the_setting_says(
    failing: Project, wanted: str, marked: str | None, plain: str | None
) -> None:
    settings = json.dumps({"nightledger": {"messages": wanted}})
    project = failing
    result = project.dbt("run", "--select", *MODELS, "--vars", settings)
    assert result.returncode == FAILED
    run_id = json.loads((result.target_path / "run_results.json").read_text())["metadata"]
    rows = project.rows("dbt_node_results", f"invocation_id = '{run_id['invocation_id']}'")
    by_hook = {row["name"]: row["message"] for row in rows}
    assert (MAIL in by_hook["cast_one"]) is (wanted == "full")
    for name, shown in (("cast_one", marked), ("cast_plain", plain)):
        if shown:
            assert shown in by_hook[name]
        else:
            assert len(by_hook[name]) < 60
            assert "plain_text" not in by_hook[name]
    by_ingest: dict[str, Any] = {
        row["name"]: row["message"] for row in project.read(result).facts["dbt_node_results"]
    }
    assert by_ingest == by_hook
