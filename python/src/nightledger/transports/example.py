"""A message with which templates are tried before there is a real one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from nightledger.transports.message import Message, Notification

OPENED = datetime(2026, 11, 20, 3, 0, tzinfo=timezone.utc)


def example(*, is_firing: bool) -> Message:
    """Return a message about one problem of which hardly anything is known."""
    return Message(
        message_id="m1",
        receiver="receiver",
        environment="prod",
        group_key="prod",
        reason="opened" if is_firing else "resolved",
        notifications=(
            Notification(
                notification_id="n1",
                fingerprint="f1",
                reason="opened" if is_firing else "resolved",
                due_at=OPENED + timedelta(hours=1),
                environment="prod",
                kind="test",
                subject_name="unique on orders.order_id",
                severity="error",
                urgency="ticket",
                is_firing=is_firing,
                opened_at=OPENED,
                last_seen_at=OPENED,
            ),
        ),
    )
