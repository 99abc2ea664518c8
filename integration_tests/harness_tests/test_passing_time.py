"""Time that passes for a ledger alone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from harness.passing_time import let_pass
from nightledger.ledger import append

if TYPE_CHECKING:
    from google.cloud.bigquery import Client


def test_everything_on_record_gets_older_by_the_span(client: Client, ledger: str) -> None:
    occurred_at = datetime(2024, 3, 1, 0, 30, tzinfo=timezone.utc)
    notice = {
        "occurred_at": occurred_at,
        "environment": "test",
        "notice_id": "n",
        "title": "t",
    }
    notice |= {
        "notice_key": "n",
        "status": "event",
        "severity": "error",
        "source": "s",
        "tags": [],
    }
    append(client, ledger, "alert_notices", [notice])
    (before,) = client.query(f"select * from {ledger}.alert_notices").result()

    let_pass(client, ledger, timedelta(hours=1))

    (after,) = client.query(f"select * from {ledger}.alert_notices").result()
    assert after.occurred_at == datetime(2024, 2, 29, 23, 30, tzinfo=timezone.utc)
    assert after.recorded_at == before.recorded_at - timedelta(hours=1)
    times = {"occurred_at", "recorded_at"}
    kept = [name for name in before.keys() if name not in times]  # noqa: SIM118 - a row of BigQuery
    assert [after[name] for name in kept] == [before[name] for name in kept]


def test_a_time_within_a_document_gets_older_too(client: Client, ledger: str) -> None:
    health = {
        "failing_since": "2024-03-01T00:30:00.250000+00:00",
        "failures": 1,
        "why": 'a "quote"',
    }
    row = {
        "occurred_at": datetime(2024, 3, 1, 1, tzinfo=timezone.utc),
        "environment": "test",
    }
    row |= {
        "entry_id": "e",
        "tick_id": "t",
        "event": "carried",
        "receiver": "teams",
        "health": json.dumps(health),
    }
    append(client, ledger, "alert_deliveries", [row])

    let_pass(client, ledger, timedelta(hours=1))

    (after,) = client.query(f"select health from {ledger}.alert_deliveries").result()
    assert json.loads(after.health) == health | {
        "failing_since": "2024-02-29T23:30:00.250000+00:00"
    }
