"""Tick after tick in one process, and no look while nothing can have changed.

Whether anything was written since the last look is metadata, which costs nothing, so a quiet minute
costs nothing but its heartbeat; and what was written says which facts have to be judged.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.errors import PermanentLedgerError
from nightledger.ledger import table_versions
from nightledger.watch.families import FAMILIES, TABLES, Versions, changed
from nightledger.watch.tick import TickState, tick

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

    from nightledger.config import Config
    from nightledger.watch.report import TickReport

LONGEST_REST_SECONDS = 300.0
"""Nothing waits longer than this for a look, whatever the last one said is due next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The last look: what the tables were like before it, and when to look again at the latest."""

    config: Config
    versions: Versions | None
    until: float


@dataclass(slots=True, kw_only=True)
class Watcher:
    """Ticks for one dataset. Keep one for as long as the process lives."""

    client: Client
    dataset: str
    longest_rest_seconds: float = LONGEST_REST_SECONDS
    last: Look | None = None

    def tick(
        self, config: Config, *, host: str, trigger: str, budget_seconds: float = 480.0
    ) -> TickReport:
        """Tick, as `nightledger.watch.tick` does; without a look when nothing can have changed."""
        versions = self.versions()
        if self.may_rest(config, versions):
            return self.idle(config, host, trigger)
        families, self.last = self.families(versions), None
        report = tick(
            self.client,
            self.dataset,
            config,
            host=host,
            trigger=trigger,
            families=families,
            budget_seconds=budget_seconds,
        )
        self.last = Look(config=config, versions=versions, until=self.rests_until(report))
        return report

    def families(self, versions: Versions | None) -> tuple[str, ...]:
        """Return whose facts may be new; all of them when it is the clock that wakes us."""
        last = self.last
        if last is None or last.versions == versions:
            return FAMILIES
        return changed(last.versions, versions)

    def versions(self) -> Versions | None:
        """Return what the tables are like; None when nobody may know: then every tick looks."""
        try:
            return table_versions(self.client, self.dataset, tuple(TABLES))
        except PermanentLedgerError:
            return None

    def may_rest(self, config: Config, versions: Versions | None) -> bool:
        """Return whether another look would find what the last one found."""
        last = self.last
        return (
            last is not None
            and versions is not None
            and last.versions == versions
            and last.config == config
            and time.monotonic() < last.until
        )

    def rests_until(self, report: TickReport) -> float:
        """Return when to look again although nothing was written, by the monotonic clock."""
        rest = self.longest_rest_seconds
        if report.next_look_at is not None:
            rest = min(rest, (report.next_look_at - report.finished_at).total_seconds())
        return time.monotonic() + rest

    def idle(self, config: Config, host: str, trigger: str) -> TickReport:
        """Leave nothing but the heartbeat."""
        work = TickState(
            client=self.client, dataset=self.dataset, config=config, budget_seconds=0.0
        )
        report = work.report(outcome="idle")
        work.leave_row(report, host, trigger, must=True)
        return report
