"""What a transport renders: a message, and everything it may show of each problem in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What one message says of one problem, with what is known about it.

    notification_id: the same whenever the same is said. reason: opened, escalated, repeated,
    flapping, settled, resolved or over; note: beside it, such as "again". due_at: the look it is
    true at; "ago" counts from here. severity: critical, error, warn or info; urgency: page or
    ticket. changes: what changed between its last good and its first bad; fixed_by: between its
    last bad and the good that ended it. Both the likeliest first. facts: `name=value`, of a notice.
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
    note: str | None = None
    possible_repeat: bool = False
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
    facts: tuple[str, ...] = ()
    sample: tuple[dict[str, Any], ...] = ()
    strip: str | None = None
    downstream: tuple[str, ...] = ()
    downstream_count: int = 0
    exposures: tuple[str, ...] = ()
    exposure_count: int = 0
    consequences: tuple[str, ...] = ()
    consequence_count: int = 0
    changes: tuple[str, ...] = ()
    fixed_by: tuple[str, ...] = ()
    run_id: str | None = None
    run_name: str | None = None
    run_url: str | None = None
    artifacts_url: str | None = None
    runbook_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message for one receiver: the problems of a group, the worst first.

    message_id: of this attempt to say it. reason: the worst of the reasons in it. labels: the
    values the group is made of. as_of: the look everything in it is true at; None in a trial.
    possible_repeat: an earlier attempt to say it may have arrived. handed_over_from: receivers
    that could not be reached.
    """

    message_id: str
    receiver: str
    environment: str
    group_key: str
    labels: dict[str, str] = field(default_factory=dict)
    reason: str
    notifications: tuple[Notification, ...]
    as_of: datetime | None = None
    possible_repeat: bool = False
    handed_over_from: tuple[str, ...] = ()
