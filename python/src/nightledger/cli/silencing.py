"""What makes a silence right or wrong, and how it comes onto the record.

The same rules as the macro `nightledger.silence`, whose times and words these are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, cast

import click

from nightledger.cli.hiding import hidden
from nightledger.cli.times import shown
from nightledger.contract import DEFAULTS
from nightledger.words import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.cli.connection import Connection
    from nightledger.ledger.silences import Effect

LONGEST_CRITICAL = timedelta(hours=cast("int", DEFAULTS["longest_critical_silence_hours"]))
LONGEST_DAYS = cast("int", DEFAULTS["longest_silence_days"])
EVERYWHERE = "*"
"""The command line belongs to no environment."""

SILENCE_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
STATE_SQL = """
select
    logical_or(event = 'created') as is_known,
    if(min(ends_at) <= current_timestamp(), min(ends_at), null) as over_since,
from alert_silences
where silence_id = '{silence_id}'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A silence somebody asks for. matchers: patterns by option, none that matches everything."""

    matchers: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    comment: str
    force: bool = False

    def mistakes(self, now: datetime) -> Iterator[str]:
        """Tell everything that is wrong about it."""
        severity = self.matchers.get("severity")
        if severity and "*" not in severity and severity not in SEVERITIES:
            yield f"--severity: {severity!r} is none of {', '.join(SEVERITIES)}"
        if not self.matchers and not self.force:
            yield "it would silence everything: give a pattern, or --force if that is meant"
        if not self.comment.strip():
            yield "--comment: say why, for whoever wonders at the silence"
        if self.ends_at <= self.starts_at:
            yield f"it ends at {shown(self.ends_at)} UTC, before it starts"
        elif self.ends_at <= now:
            yield f"it was over at {shown(self.ends_at)} UTC already"
        elif self.ends_at > self.starts_at + timedelta(days=LONGEST_DAYS) and not self.force:
            yield f"it is longer than {LONGEST_DAYS} days; --force if it has to be"

    def objections(self, effect: Effect) -> Iterator[str]:
        """Tell what speaks against it when one looks at what it would hold."""
        if effect.critical_count:
            held = f"it would hold {effect.critical_count} critical of the last 30 days"
            if self.ends_at > self.starts_at + LONGEST_CRITICAL:
                hours = LONGEST_CRITICAL // timedelta(hours=1)
                yield f"{held}: at most {hours} hours, also with --force"
            elif not self.force:
                yield f"{held}; --force if that is meant"
            return
        is_most = effect.held_count > 1 and 2 * effect.held_count > effect.problem_count
        if is_most and not self.force:
            yield (
                f"it would hold {effect.held_count} of the {effect.problem_count} problems of "
                "the last 30 days; --force if that is meant"
            )

    def patterns(self) -> dict[str, str]:
        """Return its patterns by column of `alert_silences`."""
        return {COLUMNS.get(name, name): pattern for name, pattern in self.matchers.items()}

    def columns(self) -> dict[str, Any]:
        """Return what it adds to the row of an event."""
        return {**self.patterns(), "starts_at": self.starts_at, "ends_at": self.ends_at}

    def words(self) -> str:
        """Say what it silences and when."""
        which = " and ".join(f"{name} {pattern}" for name, pattern in self.matchers.items())
        what = f"with {which}" if which else "at all"
        return f"no alerts {what} from {shown(self.starts_at)} until {shown(self.ends_at)} UTC"


COLUMNS = {"environment": "matched_environment"}


def event_row(
    event: str, silence_id: str, *, at: datetime, by: str, comment: str | None, **more: object
) -> dict[str, Any]:
    """Return a row of `alert_silences`, without secrets."""
    return {
        "occurred_at": at,
        "environment": EVERYWHERE,
        "silence_id": silence_id,
        "event": event,
        "created_by": hidden(by),
        "comment": hidden(comment),
        **more,
    }


def clock(connection: Connection) -> datetime:
    """Return what time it is by BigQuery's clock, by which a silence starts and ends.

    That of this host where no dataset is named, to say what else is wrong: nothing is recorded.
    """
    if not connection.dataset:
        return datetime.now(timezone.utc)
    from nightledger import ledger  # noqa: PLC0415 - heavy

    return ledger.clock(connection.client(connection.dataset), connection.dataset)


def effect_of(connection: Connection, silence: Silence) -> Effect:
    """Return what a silence would hold of the problems of the last 30 days."""
    from nightledger.ledger.silences import silence_effect  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    return silence_effect(connection.client(dataset), dataset, silence.patterns())


def write(connection: Connection, row: dict[str, Any]) -> None:
    """Append a row to `alert_silences`."""
    from nightledger.ledger import append  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    append(connection.client(dataset), dataset, "alert_silences", [row])


def over_since(connection: Connection, silence_id: str) -> datetime | None:
    """Tell since when a silence is over; None while it is not.

    Raises UsageError for an id nobody made.
    """
    from nightledger.ledger import read  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    if SILENCE_ID.fullmatch(silence_id):
        sql = STATE_SQL.format(silence_id=silence_id)
        [(is_known, over_at)] = read(connection.client(dataset), dataset, sql).rows
        if is_known:
            return over_at if isinstance(over_at, datetime) else None
    message = f"There is no silence {silence_id!r} in {dataset}.alert_silences."
    raise click.UsageError(message)
