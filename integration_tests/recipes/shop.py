"""The shop of the demo with a channel, and what every recipe has to make of its night."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from demo.quick import CHANNEL, LOCAL, SECRET, SHOP
from harness.dbt import QUIET, REPOSITORY, copy_project, dbt_command
from harness.target import PROFILES

if TYPE_CHECKING:
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.fake_targets import Targets
    from harness.target import Target

PAGE = (REPOSITORY / "docs" / "any-orchestrator.md").read_text()
STARTER = REPOSITORY / "python" / "src" / "nightledger" / "cli" / "alerts.starter.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A project nobody has run yet, its shell, its ledger and its channel."""

    folder: Path
    environment: dict[str, str]
    ledger: str
    client: Client
    targets: Targets

    def run(self, *command: str, **more: str) -> str:
        """Run a command as the orchestrator would; return what it printed."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=800,
            check=False,
        )
        return f"{done.stdout}\nexit code {done.returncode}"

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Return what the ledger answers."""
        return [tuple(row) for row in self.client.query(sql.format(self.ledger)).result()]

    def was_one_night(self, said: str) -> str:
        """Check that all commands were one run and its failures one message; return its id."""
        runs = self.rows("select distinct pipeline_run_id from `{}.dbt_invocations`")
        assert len(runs) == 1, f"{runs}\n{said}"
        [run] = self.rows("select run_id, status from `{}.vw_pipeline_runs`")
        assert run[0] == runs[0][0]
        cards = self.targets.http(CHANNEL).received()
        assert len(cards) == 1, said
        assert "order_id=1003" in cards[0].text
        assert "customers" in cards[0].text
        return str(run[0])


def make_shop(  # noqa: PLR0913, PLR0917 - fixtures are arguments
    folder: Path, installed: Path, target: Target, client: Client, dataset: str, targets: Targets
) -> Shop:
    """Copy the shop to `folder`, with the packages of an installed project."""
    copy_project(SHOP, folder)
    (folder / "dbt_packages").symlink_to(installed / "dbt_packages")
    shutil.copy(next(PROFILES.iterdir()), folder / "profiles.yml")
    starter = STARTER.read_text().replace(SECRET, LOCAL)
    (folder / "alerts.yml").write_text(starter)
    environment = {
        **os.environ,
        **QUIET,
        **target.environment(dataset),
        "DBT_PROFILES_DIR": str(folder),
        "NIGHTLEDGER_PROJECT": target.project,
        "NIGHTLEDGER_DATASET": f"{dataset}_audit",
        "TEAMS_URL": targets.url(CHANNEL),
        "PYTHONPATH": str(REPOSITORY / "python" / "src"),
        "PATH": f"{dbt_command('product').parent}{os.pathsep}{os.environ['PATH']}",
    }
    return Shop(
        folder=folder,
        environment=environment,
        ledger=f"{dataset}_audit",
        client=client,
        targets=targets,
    )


def block(language: str, title: str = "") -> str:
    """Return a block of the page."""
    head = f'{language} title="{title}"' if title else language
    [found] = re.findall(rf"^```{re.escape(head)}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def steps() -> tuple[dict[str, str], list[str]]:
    """Return the variables and the lines of the page's GitHub job."""
    job = yaml.safe_load(block("yaml"))["jobs"]["night"]
    return job["env"], [step["run"] for step in job["steps"]]
