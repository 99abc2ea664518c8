"""What dagster-dbt's events are."""

from __future__ import annotations

from typing import Any

from dagster import AssetCheckResult

IN_AN_OP = "AssetCheckEvaluation"
"""What a dbt test's result is where no asset is made; not every Dagster lets it be imported."""


def is_check(event: Any) -> bool:  # noqa: ANN401 - any event
    """Return whether an event is the result of a dbt test."""
    return isinstance(event, AssetCheckResult) or type(event).__name__ == IN_AN_OP
