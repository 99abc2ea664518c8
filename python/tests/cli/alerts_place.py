"""An alerts.yml whose receivers are fake targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from harness.fixtures import targets as targets  # noqa: PLC0414 - others take it from here
from nightledger.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from harness.fake_targets import Targets

ALERTS = """
receivers:
  - {{name: data, type: teams, url: {{env: TEAMS_URL}}, allowed_hosts: 127.0.0.1}}
  - {{name: risk, type: slack, url: {{env: SLACK_URL}}}}
  - {{name: mail, type: smtp, host: 127.0.0.1, port: {port}, tls: none,
     from: watch@lender.example, to: [ada@lender.example, bo@lender.example]}}
fallback: mail
route:
  receiver: data
  routes:
    - matchers: {{severity: critical}}
      receiver: risk
      group_by: problem
      continue: true
    - matchers: {{owner: [lending, ""]}}
      receiver: mail
      active: office-hours
time_intervals:
  office-hours: {{days: mon-fri, times: 08:00-18:00, time_zone: Europe/Berlin}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An alerts.yml whose receivers are fake targets."""

    alerts: Path
    environment: dict[str, str]
    targets: Targets

    def run(self, *arguments: str) -> Result:
        """Run `nightledger alerts <arguments>`."""
        return CliRunner(env=self.environment).invoke(main, ["alerts", *arguments])


@pytest.fixture
def place(targets: Targets, tmp_path: Path) -> Place:
    """Return a place in which every receiver can be reached."""
    alerts = tmp_path / "alerts.yml"
    alerts.write_text(ALERTS.format(port=targets.smtp_ports["plain"]))
    environment = {
        "NIGHTLEDGER_ALERTS": str(alerts),
        "TEAMS_URL": targets.teams_url("data"),
        "SLACK_URL": targets.slack_url("risk"),
    }
    return Place(alerts=alerts, environment=environment, targets=targets)
