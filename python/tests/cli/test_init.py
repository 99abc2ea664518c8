"""`nightledger init`: a first alerts.yml that is good, and is never written over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from nightledger import config
from nightledger.cli import main

pytestmark = pytest.mark.row("F4", "F9")


def test_the_starter_is_a_good_alerts_yml(tmp_path: Path) -> None:
    file = tmp_path / "alerts.yml"
    done = CliRunner().invoke(main, ["init", "--config", str(file)])
    assert done.exit_code == 0, done.output
    alerts = config.load(file)
    assert [receiver.name for receiver in alerts.receivers] == ["data-team"]
    for said in ("packages.yml", "nightledger.setup", "dbt build; nightledger tick"):
        assert said in done.stdout


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "alerts.yml"
    file.write_text("mine")
    done = CliRunner().invoke(main, ["init", "--config", str(file)])
    assert done.exit_code == 1
    assert f"{file} is there already." in done.stderr
    assert file.read_text() == "mine"


def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    file = tmp_path / "alerts.yml"
    file.symlink_to(tmp_path / "elsewhere")
    done = CliRunner().invoke(main, ["init", "--config", str(file)])
    assert done.exit_code == 1
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_named() -> None:
    with CliRunner().isolated_filesystem():
        done = CliRunner().invoke(main, ["init", "--config", "nowhere/alerts.yml"])
        assert done.exit_code == 1
        assert str(Path("nowhere/alerts.yml")) in done.stderr
