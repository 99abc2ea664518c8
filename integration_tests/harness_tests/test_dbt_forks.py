"""A forked dbt is a command like any other, and keeps nothing of the one before."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from harness.dbt_forks import can_fork, run_forked

if TYPE_CHECKING:
    from pathlib import Path


def test_it_has_its_own_folder_variables_output_and_exit_code(tmp_path: Path) -> None:
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        project = {"name": "shop", "profile": "{{ env_var('HOME', 'homeless') }}"}
        (folder / "dbt_project.yml").write_text(json.dumps(project))
        (folder / "profiles.yml").write_text(json.dumps({"other": {}}))
        code = run_forked(
            ["debug"],
            folder=folder,
            environment={"DBT_PROFILES_DIR": str(folder), "DBT_LOG_PATH": str(folder / "logs")},
            output=folder / "output",
            seconds=120,
        )
        assert code != 0
        printed = (folder / "output").read_text()
        assert str(folder / "dbt_project.yml") in printed
        assert "homeless" in printed
        assert name == "first" or "first" not in printed
        assert (folder / "logs" / "dbt.log").exists()


def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_forked(
            ["--version"], folder=tmp_path, environment={}, output=tmp_path / "out", seconds=0
        )
    assert not multiprocessing.active_children()
    output = tmp_path / "out"
    assert not output.exists() or "installed" not in output.read_text()


def test_variables_that_only_a_new_process_obeys_are_not_forked() -> None:
    ours = dict(os.environ)
    assert can_fork({**ours, "DBT_TARGET": "prod"})
    assert not can_fork({**ours, "PYTHONPATH": "there"})
    assert not can_fork({**ours, "LD_PRELOAD": "clock.so"})
