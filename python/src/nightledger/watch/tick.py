"""One tick: ask what is pending, decide, send, write down. Safe to run at any time, by anybody."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Literal

from nightledger import __version__
from nightledger.contract import TABLES
from nightledger.errors import ConfigError, NightledgerError
from nightledger.ledger import append, claim_owners
from nightledger.redaction import redact_text
from nightledger.router import plan
from nightledger.watch.look import look
from nightledger.watch.parcels import Unusable, pack
from nightledger.watch.rounds import Rounds
from nightledger.watch.rows import decision_row, poison_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from google.cloud.bigquery import Client

    from nightledger.config import Config
    from nightledger.router import Plan
    from nightledger.transports import Transport
    from nightledger.watch.rows import Row

MOST_PASSES = 3
"""What a receiver refuses for good goes to the fallback in the same tick, in another pass."""

EVERY_ENVIRONMENT = "*"
WRITE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TickReport:
    """What a tick did. Counts are of notifications (pending, suppressed, quarantined, held),
    messages, and attempts (accepted, failed).

    outcome: `ok`, `idle` (a Watcher saw no reason to look) or `failed`. next_look_at: when
    something is due that waits now. error: what failed, without secrets.
    """  # noqa: D205 - one sentence

    tick_id: str
    finished_at: datetime
    outcome: Literal["ok", "idle", "failed"] = "ok"
    pending_count: int = 0
    message_count: int = 0
    accepted_count: int = 0
    failed_count: int = 0
    suppressed_count: int = 0
    quarantined_count: int = 0
    held_count: int = 0
    duration_seconds: float = 0.0
    next_look_at: datetime | None = None
    error: str | None = None


def tick(  # noqa: PLR0913 - all of it is the host's to say
    client: Client,
    dataset: str,
    config: Config,
    *,
    host: str,
    trigger: str,
    budget_seconds: float = 480.0,
) -> TickReport:
    """Look once, and send what is due. Duplicate, late and missing ticks are harmless.

    Every attempt is claimed in `alert_deliveries` before it is made, and what came of it is
    written there; the tick itself leaves a row in `router_ticks`, also when it failed. Raises
    TransientLedgerError when BigQuery could not be asked (a retry can help), PermanentLedgerError
    or ConfigError when it cannot.
    """
    work = Work(client=client, dataset=dataset, config=config, budget_seconds=budget_seconds)
    try:
        report = work.run()
    except Exception as error:
        # the text of an error that is not ours may hold anything
        is_ours = isinstance(error, NightledgerError)
        said = redact_text(str(error)) if is_ours else f"unforeseen: {type(error).__name__}"
        failed = work.report(outcome="failed", error=said[:2000])
        work.leave_row(failed, host, trigger, must=False)
        raise
    work.leave_row(report, host, trigger, must=True)
    return report


@dataclass(slots=True, kw_only=True)
class Work:
    """The state of one tick."""

    client: Client
    dataset: str
    config: Config
    budget_seconds: float
    tick_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    started: float = field(default_factory=time.monotonic)
    clock: tuple[datetime, float] | None = None
    pending_count: int | None = None
    plans: list[Plan] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)

    def run(self) -> TickReport:
        """Do passes until nothing was refused for good, or there were too many."""
        transports = self.transports()
        for _ in range(MOST_PASSES):
            if not self.one_pass(transports):
                break
        return self.report()

    def one_pass(self, transports: Mapping[str, Transport]) -> bool:
        """Look, decide, send; tell whether another look is worth while at once."""
        inbox, poison = look(self.client, self.dataset)
        self.clock = (inbox.now, time.monotonic())
        if self.pending_count is None:
            self.pending_count = len(inbox.notifications) + len(poison)
        decided = plan(inbox, self.config.routes, self.config.router_limits, self.config.targets)
        self.plans.append(decided)
        rounds = Rounds(
            desk=self, limits=self.config.router_limits, ends_at=self.started + self.budget_seconds
        )
        parcels, unshowable = pack(decided.messages, transports)
        rows = [
            *(poison_row(one, self.tick_id, inbox.now) for one in poison),
            *(decision_row(one, self.tick_id, inbox.now) for one in decided.decisions),
            *(decision_row(one, self.tick_id, inbox.now) for one in unshowable),
        ]
        self.decisions.extend(rows)
        rounds.run(parcels, rows)
        self.outcomes.extend(rounds.outcomes)
        return any(row["event"] == "permanent" for row in rounds.outcomes)

    def transports(self) -> dict[str, Transport]:
        """Give every receiver's transport; one that cannot be built refuses its messages."""
        built = self.config.build_transports()
        return {
            name: Unusable.because(one) if isinstance(one, ConfigError) else one
            for name, one in built.items()
        }

    def now(self) -> datetime:
        """Give BigQuery's time, as of the last look plus what has passed since."""
        if self.clock is None:
            message = "nothing was read yet"
            raise RuntimeError(message)
        at, measured = self.clock
        return at + timedelta(seconds=time.monotonic() - measured)

    def append(self, rows: Sequence[Row]) -> None:
        """Write rows to `alert_deliveries`."""
        append(self.client, self.dataset, "alert_deliveries", rows, retry_seconds=WRITE_SECONDS)

    def owned(self, entry_ids: Sequence[str]) -> set[str]:
        """Give those of the claims that this tick was the first to make."""
        owners = claim_owners(self.client, self.dataset, entry_ids)
        return {entry for entry, owner in owners.items() if owner == self.tick_id}

    def report(
        self, outcome: Literal["ok", "idle", "failed"] = "ok", error: str | None = None
    ) -> TickReport:
        """Give what has been done so far."""
        waits = [held for decided in self.plans[-1:] for held in decided.held]
        return TickReport(
            tick_id=self.tick_id,
            outcome=outcome,
            pending_count=self.pending_count or 0,
            message_count=sum(len(decided.messages) for decided in self.plans),
            accepted_count=sum(row["event"] == "accepted" for row in self.outcomes),
            failed_count=sum(row["event"] != "accepted" for row in self.outcomes),
            suppressed_count=self.count("suppressed"),
            quarantined_count=self.count("quarantined"),
            held_count=sum(len(held.notification_ids) for held in waits),
            duration_seconds=round(time.monotonic() - self.started, 3),
            next_look_at=min((held.until for held in waits), default=None),
            finished_at=self.now() if self.clock else datetime.now(timezone.utc),
            error=error,
        )

    def count(self, event: str) -> int:
        """Give the notifications a decision was about."""
        return sum(len(row["notification_ids"]) for row in self.decisions if row["event"] == event)

    def leave_row(self, report: TickReport, host: str, trigger: str, *, must: bool) -> None:
        """Write the tick into `router_ticks`: the heartbeat. Unless it `must`, it may fail."""
        row = {
            column.name: getattr(report, column.name)
            for column in TABLES["router_ticks"].columns
            if hasattr(report, column.name)
        }
        began_at = report.finished_at - timedelta(seconds=report.duration_seconds)
        row |= {
            "occurred_at": began_at,
            "environment": EVERY_ENVIRONMENT,
            "host": host,
            "trigger": trigger,
            "package_version": __version__,
        }
        try:
            append(self.client, self.dataset, "router_ticks", [row], retry_seconds=WRITE_SECONDS)
        except NightledgerError:
            if must:
                raise
