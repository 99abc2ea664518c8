"""`nightledger ack`: take an open problem on."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.hiding import hidden
from nightledger.cli.person import person
from nightledger.cli.saying import say

if TYPE_CHECKING:
    from nightledger.ledger import OpenProblem

SHORT = 8
"""Signs of an id that messages show."""


@click.command(short_help="Take an open problem on.")
@click.argument("problem")
@click.option("--comment", help="What you are about to do, for whoever wonders.")
@click.option("--by", help="Who takes it on. Default: what CI says, else USER.")
@connection_options
def ack(*, connection: Connection, problem: str, comment: str | None, by: str | None) -> None:
    """Take the open PROBLEM on: no repeats, no escalation, until it is worse or over.

    PROBLEM is the id that messages and `vw_open_problems.fingerprint` show, or its first signs, or
    the whole subject, such as "unique on customers.customer_id".
    """
    from nightledger.ledger import append, open_problems  # noqa: PLC0415 - heavy

    who, called = person(by), problem.strip()
    dataset = connection.required_dataset()
    client = connection.client(dataset)
    found = open_problems(client, dataset, called)
    if len(found) != 1 or not called:
        raise click.UsageError(which(called, found or open_problems(client, dataset, "")))
    [taken] = found
    row = {
        "occurred_at": datetime.now(timezone.utc),
        "environment": taken.environment,
        "acknowledgement_id": f"a{uuid.uuid4().hex[:10]}",
        "fingerprint": taken.fingerprint,
        "severity": taken.severity,
        "created_by": hidden(who),
        "comment": hidden(comment),
    }
    append(client, dataset, "alert_acknowledgements", [row])
    before = f"; {taken.acknowledged_by} had before" if taken.acknowledged_by else ""
    say(f"{row['created_by']} takes on: {words(taken)}{before}")


def which(called: str, open_now: list[OpenProblem]) -> str:
    """Say that it is not clear which problem is meant, and which there are."""
    if not open_now:
        return "No problem is open."
    lines = [f"{called!r} is not one open problem. Open are:"]
    return "\n".join(lines + [f"  {each.fingerprint[:SHORT]}  {words(each)}" for each in open_now])


def words(problem: OpenProblem) -> str:
    """Return how bad it is, and what, and where."""
    return f"{problem.severity} {problem.subject} ({problem.environment})"
