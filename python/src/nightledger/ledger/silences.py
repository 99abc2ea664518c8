"""What a silence would hold, asked before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from google.cloud.bigquery import ScalarQueryParameter

from nightledger.ledger.read import read
from nightledger.ledger.silences_sql import PATTERNS, silence_effect_sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google.cloud.bigquery import Client


class Effect(NamedTuple):
    """Subjects that were wrong in the last 30 days: all, those held, the critical of those."""

    problem_count: int
    held_count: int
    critical_count: int


def silence_effect(client: Client, dataset: str, patterns: Mapping[str, str]) -> Effect:
    """Return what a silence with these patterns, by column, would hold. Raises as `read`."""
    parameters = [ScalarQueryParameter(name, "STRING", patterns.get(name)) for name in PATTERNS]
    [row] = read(client, dataset, silence_effect_sql(), parameters=parameters).rows
    return Effect(*row)
