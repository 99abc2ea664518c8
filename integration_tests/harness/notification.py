"""A notification that is pending, as the view `router_inbox` spells it."""

from __future__ import annotations

from typing import Any

NOTIFICATION: dict[str, Any] = {
    "notification_id": "n1",
    "fingerprint": "f1",
    "reason": "opened",
    "due_at": "2026-03-10T05:00:00Z",
    "environment": "prod",
    "kind": "test",
    "subject_name": "unique on customers.customer_id",
    "severity": "critical",
    "urgency": "page",
    "is_firing": True,
    "opened_at": "2026-03-10T05:00:00Z",
    "last_seen_at": "2026-03-10T05:00:00Z",
}
