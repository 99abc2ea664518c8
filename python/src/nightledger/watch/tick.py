"""One tick: let BigQuery look, decide, send, write down. Safe to run at any time, by anybody."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from nightledger import __version__
from nightledger.contract import TABLES
from nightledger.errors import ConfigError, NightledgerError
from nightledger.ledger import append, append_many, claimants
from nightledger.redaction import redact_text
from nightledger.router import plan
from nightledger.router.meaning import NOBODY_LIVES
from nightledger.router.problem import LONG_AGO
from nightledger.watch.carrying import carried_rows
from nightledger.watch.families import FAMILIES
from nightledger.watch.look import look
from nightledger.watch.parcels import Unusable, pack
from nightledger.watch.report import TickReport
from nightledger.watch.rounds import Rounds
from nightledger.watch.rows import decision_row, unreadable_row

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from google.cloud.bigquery import Client

    from nightledger.config import Config
    from nightledger.router import Plan
    from nightledger.transports import Transport
    from nightledger.watch.report import Result
    from nightledger.watch.rows import Row
    from nightledger.watch.state import Snapshot

FRESH_SECONDS = 60.0
"""No message leaves later than this after what is true was read: the rest is planned anew."""

MOST_HANDOVERS = 2
"""What a receiver refuses goes to others in the same tick, after another look."""

EVERY_ENVIRONMENT = "*"
WRITE_SECONDS = 60.0


def tick(  # noqa: PLR0913 - all of it is the host's to say
    client: Client,
    dataset: str,
    config: Config,
    *,
    host: str,
    trigger: str,
    families: Collection[str] = FAMILIES,
    budget_seconds: float = 480.0,
) -> TickReport:
    """Look, and make every receiver know what is true.

    Duplicate, late and missing ticks are harmless. families: whose facts may be new. Every attempt
    is claimed in `alert_deliveries` before it is made, and what came of it is written there; the
    tick itself leaves a row in `router_ticks`, also when it failed.

    Raises TransientLedgerError when BigQuery could not be asked (a retry can help),
    PermanentLedgerError or ConfigError when it cannot.
    """
    work = TickState(client=client, dataset=dataset, config=config, budget_seconds=budget_seconds)
    try:
        work.run(families)
        report = work.report()
    except Exception as error:
        # the text of an error that is not ours may hold anything
        is_ours = isinstance(error, NightledgerError)
        said = redact_text(str(error)) if is_ours else f"unforeseen: {type(error).__name__}"
        work.leave_row(work.report(outcome="failed", error=said[:2000]), host, trigger, must=False)
        raise
    work.leave_row(report, host, trigger, must=True)
    return report


@dataclass(slots=True, kw_only=True)
class TickState:
    """The state of one tick. unwritten: rows of `alert_deliveries` for the next write."""

    client: Client
    dataset: str
    config: Config
    budget_seconds: float
    tick_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    started: float = field(default_factory=time.monotonic)
    clock: tuple[datetime, float] | None = None
    seen: Snapshot | None = None
    plan: Plan | None = None
    problem_count: int | None = None
    message_count: int = 0
    decision_count: int = 0
    outcomes: list[Row] = field(default_factory=list)
    unwritten: list[Row] = field(default_factory=list)

    def run(self, families: Collection[str]) -> None:
        """Look and send until nothing is left that could be sent now."""
        transports, handovers = self.transports(), 0
        while True:
            rounds = self.one_pass(transports, families)
            was_refused = any(row["event"] in {"refused", "permanent"} for row in rounds.outcomes)
            handovers += was_refused
            may_go_on = rounds.left > 0 or (was_refused and handovers <= MOST_HANDOVERS)
            if not may_go_on or time.monotonic() >= self.started + self.budget_seconds:
                return
            self.append(self.unwritten)
            self.unwritten = []

    def one_pass(self, transports: dict[str, Transport], families: Collection[str]) -> Rounds:
        """Look, decide, send for as long as the look is fresh; return what came of it."""
        rules = self.config.rules
        self.seen = look(self.client, self.dataset, families, rules.limits.lease)
        state = self.seen.state
        read_at = time.monotonic()
        self.clock = (state.now, read_at)
        if self.problem_count is None:
            self.problem_count = len(state.problems) + len(self.seen.unreadable)
        self.plan = plan(state, rules)
        # a look that took the whole budget is followed by one round all the same
        ends_at = max(
            self.started + self.budget_seconds, read_at + rules.limits.deadline.total_seconds()
        )
        rounds = Rounds(
            desk=self,
            limits=rules.limits,
            health=state.health,
            begins_until=min(ends_at, read_at + FRESH_SECONDS),
            ends_at=ends_at,
            unwritten=[*self.unwritten, *self.decisions(), *carried_rows(state, self.tick_id)],
        )
        rounds.run(pack(self.plan.messages, transports, self.config.details))
        self.unwritten = rounds.unwritten
        self.outcomes.extend(rounds.outcomes)
        return rounds

    def decisions(self) -> list[Row]:
        """Return the rows of what this look decided not to tell."""
        if self.seen is None or self.plan is None:
            return []
        state = self.seen.state
        place = (state.as_of, self.tick_id, state.now)
        rows = [decision_row(one, *place) for one in self.plan.decisions]
        unreadable = [unreadable_row(one, *place) for one in self.seen.unreadable]
        rows += [row for row in unreadable if row["entry_id"] not in state.noted]
        self.decision_count += len(rows)
        return rows

    def transports(self) -> dict[str, Transport]:
        """Return every receiver's transport; one that cannot be built refuses its messages."""
        built = self.config.build_transports()
        return {
            name: Unusable.because(one) if isinstance(one, ConfigError) else one
            for name, one in built.items()
        }

    def now(self) -> datetime:
        """Return BigQuery's time, as of the last look plus what has passed since."""
        if self.clock is None:
            message = "nothing was read yet"
            raise RuntimeError(message)
        at, measured = self.clock
        return at + timedelta(seconds=time.monotonic() - measured)

    def append(self, rows: Sequence[Row]) -> None:
        """Write rows to `alert_deliveries`."""
        append(self.client, self.dataset, "alert_deliveries", rows, retry_seconds=WRITE_SECONDS)

    def owned(self, entry_ids: Sequence[str]) -> set[str]:
        """Return those of the claims that this tick was the first to make."""
        made = claimants(self.client, self.dataset, entry_ids)
        self.message_count += sum(self.tick_id in ticks for ticks in made.values())
        return {entry for entry, ticks in made.items() if ticks[0] == self.tick_id}

    def report(self, outcome: Result = "ok", error: str | None = None) -> TickReport:
        """Return what has been done so far."""
        held = self.plan.held if self.plan else ()
        state = self.seen.state if self.seen else None
        moments = [self.plan.next_at if self.plan else None]
        moments.append(self.seen.next_due_at if self.seen else None)
        return TickReport(
            tick_id=self.tick_id,
            outcome=outcome,
            look_id=self.seen.look_id if self.seen else None,
            as_of=state.as_of if state and state.as_of != LONG_AGO else None,
            problem_count=self.problem_count or 0,
            message_count=self.message_count,
            accepted_count=sum(row["event"] == "accepted" for row in self.outcomes),
            failed_count=sum(row["event"] != "accepted" for row in self.outcomes),
            decision_count=self.decision_count,
            held_count=len(held),
            unreachable_count=sum(one.why == NOBODY_LIVES for one in held),
            duration_seconds=round(time.monotonic() - self.started, 3),
            next_look_at=min((at for at in moments if at), default=None),
            finished_at=self.now() if self.clock else datetime.now(timezone.utc),
            error=error,
        )

    def leave_row(self, report: TickReport, host: str, trigger: str, *, must: bool) -> None:
        """Write the tick into `router_ticks`: the heartbeat; and what is not written yet.

        Unless it `must`, it may fail.
        """
        row = {
            column.name: getattr(report, column.name)
            for column in TABLES["router_ticks"].columns
            if hasattr(report, column.name)
        }
        row |= {
            "occurred_at": report.finished_at - timedelta(seconds=report.duration_seconds),
            "environment": EVERY_ENVIRONMENT,
            "host": host,
            "trigger": trigger,
            "package_version": __version__,
        }
        rows, self.unwritten = self.unwritten, []
        try:
            append_many(
                self.client,
                self.dataset,
                {"alert_deliveries": rows, "router_ticks": [row]},
                retry_seconds=WRITE_SECONDS,
            )
        except NightledgerError:
            if must:
                raise
