"""The folder deploys as it is: installed into an empty environment, started, called."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import nightledger
import pytest
import requests
from function.deployment import FOLDER, Deployed, deploy
from function.test_main import BINARY, PUSH, SCHEDULER, STRUCTURED, entries
from harness.dbt import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """Install exactly what the folder asks for."""
    return deploy(tmp_path_factory.mktemp("deployed"))


@pytest.mark.row("C7")
def test_the_schedule_is_answered_and_told_when_to_try_again(
    deployed: Deployed, tmp_path: Path
) -> None:
    fault = tmp_path / "fault"
    with deployed.serving("tick_http", fault) as (address, log):
        good = requests.post(address, data=b"\x00anything", headers=SCHEDULER, timeout=20)
        fault.write_text("TransientLedgerError")
        busy = requests.post(address, headers=SCHEDULER, timeout=20)
        fault.write_text("ConfigError")
        broken = requests.post(address, headers=SCHEDULER, timeout=20)
    assert (good.status_code, good.json()["tick_id"]) == (200, "audit schedule")
    assert (busy.status_code, busy.json()) == (
        503,
        {"outcome": "failed", "error": "as told"},
    )
    assert (broken.status_code, broken.json()) == (
        422,
        {"outcome": "failed", "error": "as told"},
    )
    ours = [e for e in entries(log.read_text()) if e["logger"] == "nightledger.function"]
    assert [e["severity"] for e in ours] == ["INFO", "WARNING", "ERROR"]


@pytest.mark.row("C7")
def test_events_are_answered_in_every_shape(deployed: Deployed, tmp_path: Path) -> None:
    fault = tmp_path / "fault"
    shapes = [
        (json.dumps({"protoPayload": {}}), BINARY),
        (json.dumps(STRUCTURED), {"content-type": "application/cloudevents+json"}),
        (json.dumps(PUSH), {"content-type": "application/json"}),
    ]
    with deployed.serving("tick_event", fault) as (address, log):
        for body, headers in shapes:
            assert requests.post(address, data=body, headers=headers, timeout=20).status_code == 200
        fault.write_text("TransientLedgerError")
        for body, headers in shapes:
            assert requests.post(address, data=body, headers=headers, timeout=20).status_code == 503
    ours = [e for e in entries(log.read_text()) if e["logger"] == "nightledger.function"]
    assert [e["severity"] for e in ours] == ["INFO"] * 3 + ["WARNING"] * 3
    assert [e["tick_id"] for e in ours[:3]] == ["audit poke"] * 3


def test_the_wheel_holds_the_package_and_its_name_stands_in_the_requirements(
    deployed: Deployed,
) -> None:
    (wheel,) = (deployed.folder / "vendor").iterdir()
    assert f"./vendor/{wheel.name}" in (FOLDER / "requirements.txt").read_text().splitlines()
    assert f"-{nightledger.__version__}-" in wheel.name
    assert "nightledger/host_log.py" in zipfile.ZipFile(wheel).namelist()


def test_what_is_installed_is_what_the_product_is_tested_with() -> None:
    tested = set((REPOSITORY / "requirements/product.txt").read_text().splitlines())
    pinned = [
        line.partition(" ;")[0] for line in (FOLDER / "requirements.txt").read_text().splitlines()
    ]
    versions = {line.partition(" ;")[0] for line in tested}
    assert [line for line in pinned if line not in versions and "/vendor/" not in line] == []


def test_gcloud_uploads_the_wheel() -> None:
    ignored = (FOLDER / ".gcloudignore").read_text().splitlines()
    assert not {"vendor/", "vendor", "*.whl"} & set(ignored)
