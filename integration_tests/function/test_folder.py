"""The folder deploys as it is: installed into an empty environment, started, called."""

from __future__ import annotations

import hashlib
import json
import re
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
    ours = (deployed.folder / "requirements.txt").read_text().splitlines()[-2:]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert ours == [f"./vendor/{wheel.name} \\", f"    --hash=sha256:{digest}"]
    assert f"-{nightledger.__version__}-" in wheel.name
    assert "nightledger/host_log.py" in zipfile.ZipFile(wheel).namelist()


def test_what_is_installed_is_what_the_product_is_tested_with() -> None:
    pin = re.compile(r"^[\w.-]+==[^\s;]+", re.MULTILINE)
    lock = (REPOSITORY / "requirements" / "function.txt").read_text()
    pinned = set(pin.findall(lock))
    assert pinned
    assert pinned <= set(pin.findall((REPOSITORY / "requirements" / "product.txt").read_text()))


def test_every_package_has_hashes_and_none_an_address() -> None:
    lock = (REPOSITORY / "requirements" / "function.txt").read_text()
    assert "://" not in lock
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        assert re.fullmatch(r"[\w.-]+==[^\n]+( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), entry


def test_gcloud_uploads_the_wheel() -> None:
    ignored = (FOLDER / ".gcloudignore").read_text().splitlines()
    assert not {"vendor/", "vendor", "*.whl"} & set(ignored)
