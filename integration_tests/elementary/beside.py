"""A consumer with both packages, made from the blocks of docs/elementary.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from harness.dbt import QUIET, REPOSITORY, copy_project, dbt_command
from harness.target import PROFILES

if TYPE_CHECKING:
    from harness.target import Target

HERE = Path(__file__).parent
PAGE = (REPOSITORY / "docs" / "elementary.md").read_text()
BLOCKS = dict(re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL))
PACKAGES = REPOSITORY / ".cache" / "elementary"
EDR = dbt_command("elementary").with_name("edr")
CHANNEL = "teams/data-team"

ALERTS = {
    "receivers": [
        {
            "name": "data-team",
            "type": "teams",
            "allowed_hosts": ["127.0.0.1"],
            "seconds_between": 0,
            "url": {"env": "TEAMS_URL"},
        }
    ],
    "fallback": "data-team",
    "route": {"receiver": "data-team", "group_wait": "0s"},
}

GCLOUD = """#!/bin/bash
# Stands in for `gcloud storage cp FILE gs://BUCKET/NAME`: copies the file into this folder.
[ "$1 $2" = "storage cp" ] && cp "$3" "$BUCKET/$(basename "$4")"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """The project, and the variables of the shell its lines are typed into."""

    folder: Path
    environment: dict[str, str]

    def run(self, title: str) -> subprocess.CompletedProcess[str]:
        """Run a block of the page as a script; what it printed is both streams."""
        return subprocess.run(
            ["bash", "-c", BLOCKS[title]],  # noqa: S607 - the user's shell
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
            check=False,
        )


def make_consumer(folder: Path, target: Target, dataset: str, teams_url: str) -> Consumer:
    """Make the project in `folder`, its packages and commands beside it."""
    packages = folder / "packages"
    shutil.copytree(PACKAGES, packages)
    require(packages / "elementary", packages / "dbt_utils")
    project = copy_project(HERE / "project", folder / "shop")
    require(project, REPOSITORY, packages / "elementary")
    add(project / "dbt_project.yml", yaml.safe_load(BLOCKS["dbt_project.yml"]))
    (project / "alerts.yml").write_text(yaml.safe_dump(ALERTS))
    environment = target.environment(dataset)
    return Consumer(
        folder=project,
        environment={
            **os.environ,
            **QUIET,
            **environment,
            "DBT_PROFILES_DIR": str(profiles_in(folder / "profiles", dataset)),
            "NIGHTLEDGER_PROJECT": target.project,
            "NIGHTLEDGER_DATASET": f"{dataset}_audit",
            "NIGHTLEDGER_ENVIRONMENT": "prod",
            "TEAMS_URL": teams_url,
            "BUCKET": str(folder),
            "PYTHONPATH": os.pathsep.join(
                [str(edr_without_network(folder / "edr", packages)), str(REPOSITORY / "python/src")]
            ),
            "PATH": os.pathsep.join([*map(str, commands_in(folder / "bin")), os.environ["PATH"]]),
        },
    )


def require(project: Path, *packages: Path) -> None:
    """Let a project require packages by folder."""
    text = json.dumps({"packages": [{"local": str(package)} for package in packages]})
    (project / "packages.yml").write_text(text)


def add(file: Path, more: dict[str, Any]) -> None:
    """Add what the page says to a dbt_project.yml."""
    document = yaml.safe_load(file.read_text())
    for name, value in more.items():
        document[name] = {**document.get(name, {}), **value}
    file.write_text(yaml.safe_dump(document))


def profiles_in(folder: Path, dataset: str) -> Path:
    """Write profiles.yml with Elementary's own; return its folder."""
    folder.mkdir()
    document = yaml.safe_load(next(PROFILES.iterdir()).read_text())
    document["elementary"] = json.loads(json.dumps(document["consumer"]))
    for output in document["elementary"]["outputs"].values():
        output["dataset"] = f"{dataset}_elementary"
    (folder / "profiles.yml").write_text(yaml.safe_dump(document))
    return folder


def edr_without_network(folder: Path, packages: Path) -> Path:
    """Copy edr's Python package, which would install dbt packages into itself from the network.

    Return the folder to put on PYTHONPATH.
    """
    library = next((EDR.parents[1] / "lib").glob("python3*")) / "site-packages"
    shutil.copytree(library / "elementary", folder / "elementary")
    project = folder / "elementary" / "monitor" / "dbt_project"
    require(project, packages / "dbt_utils", packages / "elementary")
    installed = project / "dbt_packages"
    installed.mkdir(exist_ok=True)
    for name in ("dbt_utils", "elementary"):
        (installed / name).symlink_to(packages / name)
    return folder


def commands_in(folder: Path) -> tuple[Path, Path]:
    """Return the folders in which the page's commands are found."""
    folder.mkdir()
    (folder / "edr").symlink_to(EDR)
    gcloud = folder / "gcloud"
    gcloud.write_text(GCLOUD)
    gcloud.chmod(0o755)
    return folder, dbt_command("product").parent
