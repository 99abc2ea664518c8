"""What a tick did, in plain words: read back from the record it left."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nightledger.cli.times import shown
from nightledger.errors import LedgerError
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.cloud.bigquery import Client

    from nightledger.watch import TickReport

Row = dict[str, Any]

DELIVERIES_SQL = """
select
    event,
    receiver,
    recipient,
    title,
    cause,
    response_code,
    response,
    retry_at,
    array_length(json_query_array(told)) as problem_count,
from alert_deliveries
where
    tick_id = '{tick_id}'
    and event not in ('claimed', 'carried')
    and recorded_at >= timestamp_sub(current_timestamp(), interval 1 day)
order by occurred_at, receiver, recipient
"""
COUNTS = {
    "message_count": "sent",
    "accepted_count": "accepted",
    "failed_count": "not accepted",
    "decision_count": "not told",
}
RESPONSE_CHARACTERS = 200


def read_back(
    client: Client, dataset: str, report: TickReport, say: Callable[[str], None]
) -> list[Row]:
    """Return what the tick put on record: attempts and decisions.

    The tick is done and no failure, also when that cannot be read just now; then that is said.
    """
    if is_quiet(report):
        return []
    from nightledger.ledger import read  # noqa: PLC0415 - heavy

    try:
        answer = read(client, dataset, DELIVERIES_SQL.format(tick_id=report.tick_id))
    except LedgerError as error:
        say(f"The tick is done. What it sent could not be read: {redact_text(str(error))}")
        return []
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def is_quiet(report: TickReport) -> bool:
    """Return whether the tick had nothing to do that is not said already."""
    return not any(getattr(report, name) for name in COUNTS)


def delivery_line(row: Row) -> str:
    """Return receiver, title and outcome of one attempt or decision."""
    target = " ".join(part for part in (row["receiver"] or "nobody", row["recipient"]) if part)
    what = row["title"] or counted(row["problem_count"] or 0, "problem")
    return f"{target}: {what}: {outcome_words(row)}"


def outcome_words(row: Row) -> str:
    """Say what came of it."""
    event = str(row["event"])
    if event == "accepted":
        return event
    if event in {"retryable", "unknown"}:
        what = "not accepted" if event == "retryable" else "no answer, it may have arrived"
        again = f", tried again from {shown(row['retry_at'])} UTC" if row["retry_at"] else ""
        return f"{what}{again} ({said(row)})"
    if event == "refused":
        return f"this message is refused ({said(row)}); others are told"
    if event == "permanent":
        return f"refused ({said(row)}); others are told, and it is asked again later"
    return f"not told ({row['cause'] or 'no cause given'})"


def said(row: Row) -> str:
    """Return what the target answered, short."""
    parts = (row["response_code"], (row["response"] or "")[:RESPONSE_CHARACTERS])
    return " ".join(str(part) for part in parts if part) or "it said nothing"


def summary(report: TickReport) -> str:
    """Return the counts of a tick in a line; what is none is left out."""
    if report.outcome == "idle":
        return "nothing is new"
    if is_quiet(report) and not report.held_count:
        return "everybody knows what there is to know"
    parts = [counted(report.problem_count, "problem")]
    parts += [
        f"{count:,} {word}" for name, word in COUNTS.items() if (count := getattr(report, name))
    ]
    if report.held_count:
        until = f" until {shown(report.next_look_at)} UTC" if report.next_look_at else ""
        parts.append(f"{report.held_count:,} waiting{until}")
    return f"{', '.join(parts)}, in {report.duration_seconds:.1f} s"


def as_document(report: TickReport, rows: list[Row]) -> dict[str, Any]:
    """Return all of it for programs."""
    return {**asdict(report), "deliveries": rows}


def counted(count: int, noun: str) -> str:
    """Return a number and a noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
