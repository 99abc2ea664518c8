"""A statement as gates and tests see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement, what it is for, and the names and types of its parameters."""

    label: str
    sql: str
    parameters: dict[str, str]
