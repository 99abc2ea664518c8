"""What is true: a row of `problems`, and the moments and words it is compared by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from nightledger.words import is_worse

LONG_AGO = datetime(1, 1, 1, tzinfo=timezone.utc)
"""Stands for "never yet": earlier than anything that can be compared with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """The latest episode of a problem, as of a look.

    state: open, flapping, resolved, or event (over at once, has no good end). severity: of the last
    bad sighting; while flapping the worst of it. known_at: when Nightledger could know the last
    change. flapped_until: end of the last flapping. suppressed_because: ignored, silenced,
    inhibited or transient, now; suppressed_until_at, silenced_until_at: end of the last such time.
    acknowledged_severity: how bad this episode was when a person took it on. about_receiver: the
    receiver that fails, if that is the problem. evidence_json: frozen when the episode last
    changed; kept as text, since thousands of problems stand and a few of them are shown.
    """

    fingerprint: str
    episode_id: str
    environment: str
    kind: str
    subject: str
    state: str
    severity: str
    urgency: str
    opened_at: datetime
    changed_at: datetime
    known_at: datetime
    last_seen_at: datetime
    subject_id: str = ""
    resolved_at: datetime | None = None
    flapped_until: datetime | None = None
    occurrence_count: int = 1
    change_count: int = 0
    suppressed_because: str | None = None
    suppressed_until_at: datetime | None = None
    silence_id: str | None = None
    silenced_until_at: datetime | None = None
    caused_by: str | None = None
    acknowledged_severity: str | None = None
    acknowledged_by: str | None = None
    about_receiver: str | None = None
    asset_id: str | None = None
    asset_name: str | None = None
    check_name: str | None = None
    column_name: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    runbook_url: str | None = None
    run_id: str | None = None
    error_class: str | None = None
    message: str | None = None
    failure_count: int | None = None
    evidence_json: str | None = None

    @property
    def evidence(self) -> dict[str, Any]:
        """Return what was known when the episode last changed; nothing where that is no object."""
        try:
            found = json.loads(self.evidence_json or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def pipeline_run_id(self) -> str:
        """Return what started the run it was last seen in, or that run itself; "" for none."""
        run = self.evidence.get("run")
        if isinstance(run, dict) and run.get("id") == self.run_id:
            return str(run.get("pipeline_run_id") or self.run_id or "")
        return self.run_id or ""

    @property
    def is_over(self) -> bool:
        """Return whether the episode has had its good end."""
        return self.state == "resolved"

    @property
    def is_event(self) -> bool:
        """Return whether it is told once and never ends."""
        return self.state == "event"

    @property
    def is_acknowledged(self) -> bool:
        """Return whether a person took it on at its present severity or a worse one."""
        taken = self.acknowledged_severity
        return taken is not None and not is_worse(self.severity, taken)
