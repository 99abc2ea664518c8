"""Ids that come out the same whenever the same thing is decided again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def message_id(receiver: str, notification_ids: Iterable[str]) -> str:
    """Give the id of a message: hex SHA-256 of its receiver and the notifications in it."""
    return _digest("message", receiver, sorted(notification_ids))


def decision_id(event: str, receivers: Iterable[str], notification_ids: Iterable[str]) -> str:
    """Give the id of a decision that is about no message of its own."""
    return _digest(event, sorted(receivers), sorted(notification_ids))


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
