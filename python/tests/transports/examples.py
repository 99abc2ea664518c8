"""Notifications and messages the tests of the transports share: the lender's bad night."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from nightledger.transports.message import Message, Notification

OPENED = datetime(2026, 3, 10, 5, 0, tzinfo=timezone.utc)
DUE = OPENED + timedelta(days=3, hours=2)
SECRET = "s3cr3t-t0ken-that-nobody-may-see"  # noqa: S105 - a made-up secret to look for
DASHBOARD = "https://dash.example.com/problems?env={environment}&asset={asset_name}"
HOSTILE = (
    "*bold* _under_ [link](javascript:alert(1)) <at>Ada Lovelace</at> <b>html</b> & `tick` ~~gone~~"
    " {{ ref('x') }} {{DATE(2026-01-01T00:00:00Z)}} <!channel> \x00\x1b[31m\u202eRTL\u2066 \ud800"
    " 🌙 # not a heading\n- not a list\r\n1. no \\ list"
)


def notification(**changes: Any) -> Notification:  # noqa: ANN401 - any field of it
    """Return a critical test of the lender that failed."""
    fields: dict[str, Any] = {
        "notification_id": "n1",
        "fingerprint": "f1",
        "reason": "opened",
        "due_at": DUE,
        "environment": "prod",
        "kind": "test",
        "subject_name": "unique on customers.customer_id",
        "severity": "critical",
        "urgency": "page",
        "is_firing": True,
        "opened_at": OPENED,
        "last_seen_at": DUE,
        "last_green_at": OPENED - timedelta(days=1),
        "asset_name": "lender.marts.customers",
        "check_name": "unique",
        "column_name": "customer_id",
        "owner": "risk",
        "tags": ("critical",),
        "occurrence_count": 4,
        "error_class": "data_quality",
        "message": "Got 2 results, configured to fail if != 0",
        "failure_count": 2,
        "offending_values": "customer_id = 4711, 4712",
        "sample": ({"customer_id": 4711, "n": 2}, {"customer_id": 4712, "n": 3}),
        "strip": "✓✓✓✓✗✗✗✗·",
        "downstream": ("loans", "payments", "arrears", "report"),
        "downstream_count": 4,
        "exposures": ("board_report",),
        "exposure_count": 1,
        "consequences": ("model loans", "model payments"),
        "consequence_count": 12,
        "changes": ("code of model customers changed (a1b2c3 to d4e5f6)",),
        "run_id": "run-1",
        "run_name": "dbt build",
        "run_url": "https://ci.example.com/runs/1",
        "artifacts_url": "https://ci.example.com/runs/1/artifacts",
        "runbook_url": "https://wiki.example.com/runbooks/customers",
    }
    return Notification(**(fields | changes))


def message(*notifications: Notification, **changes: Any) -> Message:  # noqa: ANN401 - any field
    """Return a message about the notifications, by default about the one."""
    fields: dict[str, Any] = {
        "message_id": "m-0001",
        "receiver": "data-team",
        "environment": "prod",
        "group_key": "prod/customers",
        "labels": {"environment": "prod"},
        "reason": "opened",
        "notifications": notifications or (notification(),),
    }
    return Message(**(fields | changes))


def several(count: int) -> Message:
    """Return a message of that many problems, the first two of them critical."""
    return message(
        *(
            notification(
                notification_id=f"n{number}",
                fingerprint=f"f{number}",
                subject_name=f"not_null on payments.column_{number}",
                severity="critical" if number < 2 else "error",
                runbook_url=None,
            )
            for number in range(count)
        )
    )


def hostile() -> Message:
    """Return a message whose every text wants to break what shows it."""
    text = HOSTILE + "🌙*<" * 300_000
    one = notification(
        subject_name=text,
        message=text,
        owner=text,
        asset_name=text,
        check_name=text,
        column_name=text,
        offending_values=text,
        strip=text,
        run_name=text,
        environment=text,
        sample=({text: text, "b": HOSTILE},) * 5,
        downstream=(text,) * 9,
        exposures=(text,) * 9,
        consequences=(text,) * 9,
        changes=(text,) * 9,
        fixed_by=(text,) * 9,
        run_url="javascript:alert(1)",
        artifacts_url="https://ci.example.com/" + "é" * 900,
    )
    return message(one, environment=text, message_id="m\r\nBcc: x@example.com")
