"""The disk that dbt's artifacts go to is full, or nobody may write there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.specimen import Project


@pytest.mark.row("A11")
def test_facts_are_on_record_although_dbt_cannot_write_what_it_did(project: Project) -> None:
    target = project.folder / "target"
    target.mkdir(exist_ok=True)
    (target / "run_results.json").symlink_to("/dev/full")

    result = project.dbt("seed")

    assert "No space left on device" in result.stdout
    assert "[nightledger]" not in result.stdout
    assert {row["event"] for row in project.rows("dbt_invocations")} == {"started", "finished"}
    assert project.row("dbt_node_results", "name = 'people'")["rows_affected"] == 4


def test_a_target_folder_nobody_can_make_is_dbts_own_error(project: Project) -> None:
    result = project.dbt("seed", "--target-path", "/proc/nightledger")

    assert result.returncode != 0
    assert "[nightledger]" not in result.stdout
