"""What the router is told: the rows of the view `router_inbox`, typed.

SQL has judged everything already; nothing here is derived again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One thing somebody should hear: a row of the view `pending_notifications`.

    reason: opened, escalated, repeated, flapping, settled, silence_ended or resolved.
    severity: critical, error or warn; urgency: page or ticket.
    receivers: where earlier ticks routed it to; None when none has.
    settled_receivers: those of them that need nothing more for it.
    """

    notification_id: str
    fingerprint: str
    reason: str
    due_at: datetime
    environment: str
    kind: str
    subject_name: str
    severity: str
    urgency: str
    is_firing: bool
    opened_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None = None
    last_green_at: datetime | None = None
    asset_name: str | None = None
    check_name: str | None = None
    column_name: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    occurrence_count: int = 1
    change_count: int = 0
    error_class: str | None = None
    message: str | None = None
    failure_count: int | None = None
    offending_values: str | None = None
    sample: tuple[dict[str, Any], ...] = ()
    strip: str | None = None
    downstream: tuple[str, ...] = ()
    downstream_count: int = 0
    exposures: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    consequence_count: int = 0
    changes: tuple[str, ...] = ()
    run_id: str | None = None
    run_name: str | None = None
    run_url: str | None = None
    artifacts_url: str | None = None
    runbook_url: str | None = None
    receivers: tuple[str, ...] | None = None
    settled_receivers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDelivery:
    """A message that was claimed for a target and is not over: a row of `open_deliveries`.

    state: `claimed` (sent or not, nobody knows yet), `retryable`, `unknown` or `permanent` (and
    not handed over yet).
    """

    message_id: str
    receiver: str
    recipient: str | None
    environment: str
    group_key: str
    reason: str
    notification_ids: tuple[str, ...]
    state: str
    attempt: int
    unknown_count: int
    first_claimed_at: datetime
    last_event_at: datetime
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHistory:
    """When a receiver was last told about a group."""

    receiver: str
    group_key: str
    last_sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemHistory:
    """When a receiver was last told about a problem."""

    receiver: str
    fingerprint: str
    last_sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverHistory:
    """How much a receiver was sent lately: what rate limits count."""

    receiver: str
    sent_last_hour: int
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything a tick starts from. now: BigQuery's clock, the only one there is."""

    now: datetime
    notifications: tuple[Notification, ...] = ()
    open_deliveries: tuple[OpenDelivery, ...] = ()
    groups: tuple[GroupHistory, ...] = ()
    problems: tuple[ProblemHistory, ...] = ()
    receivers: tuple[ReceiverHistory, ...] = ()
