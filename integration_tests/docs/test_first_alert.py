"""docs/first-alert.md, line by line, as a newcomer types it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import yaml
from harness.dbt import QUIET, REPOSITORY
from nightledger import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.fake_targets import Targets
    from harness.specimen import Project
    from harness.target import Target

pytestmark = pytest.mark.row("F4", "F9")
PAGE = (REPOSITORY / "docs" / "first-alert.md").read_text()
BLOCKS = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines()]
DONE_BEFORE = ("pip install", "dbt deps")
"""What took a package index and a git server; the specimen has both packages installed."""

CHANNEL = "teams/data-team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A newcomer's shell. given: what their own project, dataset and channel are called."""

    folder: Path
    given: dict[str, str]
    environment: dict[str, str]

    def type(self, line: str) -> str:
        """Run a line and return what it printed; it must succeed."""
        exported = re.fullmatch(r"export (\w+)=.*", line)
        if exported:
            self.environment[exported[1]] = self.given[exported[1]]
            return ""
        done = subprocess.run(
            ["bash", "-c", line],  # noqa: S607 - the user's shell
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout


def test_the_version_to_install_is_this_one() -> None:
    assert set(re.findall(r"\bv\d+\.\d+\.\d+", PAGE)) == {f"v{__version__}"}


def test_what_ci_and_cron_run_are_commands_of_the_path() -> None:
    [steps] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    typed = [step["run"] for step in yaml.safe_load(steps) if "run" in step]
    known = " ".join(LINES)
    for line in typed:
        assert line.partition(" >>")[0].removesuffix(" --format text") in known


def test_the_page_leads_from_nothing_to_a_message(
    new_project: Callable[[], Project], bigquery: Target, targets: Targets
) -> None:
    project = new_project()
    bin_folder = REPOSITORY / ".venvs" / "product" / "bin"
    shell = Shell(
        folder=project.folder,
        given={
            "NIGHTLEDGER_PROJECT": bigquery.project,
            "NIGHTLEDGER_DATASET": project.ledger,
            "TEAMS_URL": targets.url(CHANNEL),
        },
        environment={
            **os.environ,
            **QUIET,
            **project.environment,
            "BIGQUERY_EMULATOR_HOST": bigquery.url or "",
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        },
    )
    said = {line: shell_line(shell, line) for line in LINES if not line.startswith(DONE_BEFORE)}
    test, alert = targets.http(CHANNEL).received()
    assert "TEST, nothing is wrong" in test.text
    assert "failed" in alert.text
    assert "accepted" in said["dbt build; nightledger tick"]
    asked = next(answer for line, answer in said.items() if line.startswith("nightledger sql"))
    assert "told" in asked
    assert "did not go well" in (project.folder / "report.html").read_text()
    assert "✗ dbt build" in said["nightledger summary target/ --format text"]


def shell_line(shell: Shell, line: str) -> str:
    """Type a line of the page; the channel of the test is on this machine, which Teams' is not."""
    answer = shell.type(line)
    if line == "nightledger init":
        file = shell.folder / "alerts.yml"
        url = "url: {env: TEAMS_URL}"
        file.write_text(file.read_text().replace(url, f"allowed_hosts: [127.0.0.1]\n    {url}"))
    return answer
