"""Who is told: a Teams channel and a mail server on this machine, and the ticks that tell them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from harness.fake_targets import FakeTargets
from nightledger.config import load
from nightledger.watch import tick

from .place import HOME, LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from typing import Any

    from google.cloud.bigquery import Client
    from harness.fake_targets import Targets
    from nightledger.config import Config
    from nightledger.watch import TickReport

CONFIGURATION = Path(__file__).with_name("alerts.yml")
WRITTEN_PORT = "port: 2525"
CHANNEL = "teams/data-team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The router of the demo, and what arrived at the other end."""

    targets: Targets
    config: Config

    def look(self, client: Client) -> TickReport:
        """Do one tick, as Cloud Scheduler would every minute."""
        return tick(client, LEDGER, self.config, host="cli", trigger="person")

    def cards(self) -> list[dict[str, Any]]:
        """Return what was posted to the Teams channel, oldest first."""
        return [request.json for request in self.targets.http(CHANNEL).received()]

    def mails(self) -> list[EmailMessage]:
        """Return what the mail server took, oldest first."""
        return [mail.message for mail in self.targets.smtp.received()]

    def last_card_at(self) -> datetime:
        """Return when the latest card arrived (UTC)."""
        arrived_at = self.targets.http(CHANNEL).received()[-1].arrived_at
        return datetime.fromtimestamp(arrived_at, tz=timezone.utc)


@contextmanager
def watching() -> Iterator[Watch]:
    """Run the Teams channel and the mail server beside the demo's BigQuery."""
    with FakeTargets.start(HOME / "targets") as targets:
        os.environ["TEAMS_WEBHOOK_URL"] = targets.teams_url("data-team")
        text = CONFIGURATION.read_text().replace(WRITTEN_PORT, f"port: {targets.smtp.port()}")
        (HOME / CONFIGURATION.name).write_text(text)
        yield Watch(targets=targets, config=load(HOME / CONFIGURATION.name))
