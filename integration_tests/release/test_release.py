"""What is released is whole, small, and says one version."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from typing import TYPE_CHECKING

import nightledger
import pytest
from harness.dbt import REPOSITORY
from harness.sbom import sbom

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

pytestmark = pytest.mark.row("F10")
MOST_BYTES = 1_000_000
MOST_FILES = 460
"""One model a file, and a macro where its name says: 90 files of models, 350 of macros."""

PACKAGE = {
    ".dbtignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "dbt_project.yml",
    "macros",
    "models",
    "tests",
}
VERSIONS = {
    "dbt_project.yml": r"^version: (\S+)$",
    "macros/setup/package_version.sql": r"return\('(.+?)'\)",
    "README.md": r"revision: v(\S+)",
    "docs/install.md": r"(?:revision: |nightledger@)v([\d.]+\d)",
    "CHANGELOG.md": r"^## (\d\S+) - 20\d\d-\d\d-\d\d$",
}


@pytest.mark.parametrize("name", VERSIONS)
def test_every_place_says_the_same_version(name: str) -> None:
    found = re.findall(VERSIONS[name], (REPOSITORY / name).read_text(), re.MULTILINE)
    newest = found[:1] if name == "CHANGELOG.md" else found
    assert set(newest) == {nightledger.__version__}


def test_an_archive_is_the_dbt_package_and_nothing_else(tmp_path: Path) -> None:
    archive = tmp_path / "package.tar"
    run("git", "archive", "--worktree-attributes", "-o", str(archive), "HEAD")
    with tarfile.open(archive) as package:
        files = [each for each in package.getmembers() if each.isfile()]
    assert {each.name.partition("/")[0] for each in files} <= PACKAGE
    assert len(files) <= MOST_FILES
    assert sum(each.size for each in files) <= MOST_BYTES


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with wheel and sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    run(*command, folder=REPOSITORY / "python")
    return folder


def test_the_wheel_has_licence_readme_and_addresses_and_nothing_of_ours_to_develop_with(
    built: Path,
) -> None:
    (wheel,) = built.glob("*.whl")
    assert f"-{nightledger.__version__}-" in wheel.name
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        (about,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata: Message = message_from_string(file.read(about).decode())
        (licence,) = (name for name in names if name.endswith("/LICENSE"))
        assert file.read(licence) == (REPOSITORY / "LICENSE").read_bytes()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"nightledger"}
    assert "nightledger/doctor/statements.sql" in names
    kinds = {name.rpartition(".")[2] for name in names if ".dist-info/" not in name}
    assert kinds <= {"py", "typed", "sql", "html", "css", "js", "txt", "json", "yml", "j2"}, kinds
    assert str(metadata.get_payload()).strip() == (REPOSITORY / "README.md").read_text().strip()
    assert len(metadata.get_all("Project-URL", [])) == 3
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert "dev" not in metadata.get_all("Provides-Extra", [])
    for extra in metadata.get_all("Provides-Extra", []):
        assert f"extra == '{extra}'" in str(metadata.get_all("Requires-Dist")), extra


def test_the_sdist_is_enough_to_build_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as file:
        names = {name.partition("/")[2] for name in file.getnames()}
    assert {"LICENSE", "README.md", "pyproject.toml", "src/nightledger/__init__.py"} <= names
    assert not [name for name in names if name.startswith("tests")]


def test_the_bill_of_materials_of_this_version_names_all_that_is_deployed() -> None:
    kept = REPOSITORY / "integration_tests" / "releases" / f"v{nightledger.__version__}"
    lock = (REPOSITORY / "requirements" / "function.txt").read_text()
    document = json.loads((kept / "function.cdx.json").read_text())
    assert document == sbom(lock), "run `make release`"
    named = {f"{each['name']}=={each['version']}" for each in document["components"]}
    assert named == {re.split(r"[ \\]", line)[0] for line in lock.splitlines() if "==" in line}
    assert len(document["dependencies"][0]["dependsOn"]) == len(named)


def test_the_security_page_speaks_of_this_version() -> None:
    minor = ".".join(nightledger.__version__.split(".")[:2])
    assert f"now {minor} " in (REPOSITORY / "SECURITY.md").read_text()


def run(*command: str, folder: Path = REPOSITORY) -> None:
    """Run a command. Raises AssertionError with what it said when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
