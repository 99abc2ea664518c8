"""A problem that is open, as the procedure `router_state` spells it."""

from __future__ import annotations

from typing import Any

AT = "2026-03-10T05:00:00Z"
PROBLEM: dict[str, Any] = {
    "fingerprint": "f1",
    "episode_id": "e1",
    "environment": "prod",
    "kind": "test",
    "subject_id": "lender/marts.customers/test.unique",
    "subject": "unique on customers.customer_id",
    "state": "open",
    "severity": "critical",
    "urgency": "page",
    "opened_at": AT,
    "changed_at": AT,
    "known_at": AT,
    "last_seen_at": AT,
}
