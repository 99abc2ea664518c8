"""Moments as BigQuery spells them in JSON, and back."""

from __future__ import annotations

from datetime import datetime

from nightledger.router.problem import LONG_AGO


def moment(text: str) -> datetime:
    """Return a time from `2026-03-10T05:00:00.5Z`, or as an emulator spells it."""
    spelt = text.replace("Z", "+00:00").replace(" ", "T")
    if spelt.endswith("+00"):
        spelt += ":00"
    head, _, zone = spelt.rpartition("+")
    whole, _, fraction = head.partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+{zone}")


def spelt(at: datetime | None) -> str | None:
    """Return a time as JSON has it; None for none, and for one that never was."""
    return None if at is None or at == LONG_AGO else at.isoformat()
