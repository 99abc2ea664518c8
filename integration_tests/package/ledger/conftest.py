"""Rows to write."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]


@pytest.fixture
def load_row() -> Callable[..., Row]:
    """Give a maker of `dlt_loads` rows; a keyword replaces a column's value."""

    def make(**replaced: object) -> Row:
        return {
            "occurred_at": datetime(2026, 3, 1, 2, 3, 4, 567890, tzinfo=timezone.utc),
            "environment": "test",
            "pipeline_name": "lender",
            "load_id": "1700000000.5",
            "table_name": "loans",
            "status": "loaded",
            "rows_loaded": 7,
            **replaced,
        }

    return make


@pytest.fixture
def invocation_row() -> Callable[..., Row]:
    """Give a maker of `dbt_invocations` rows; a keyword replaces a column's value."""

    def make(**replaced: object) -> Row:
        return {
            "occurred_at": datetime(2026, 3, 1, 2, 3, 4, tzinfo=timezone.utc),
            "environment": "test",
            "invocation_id": "9f1c",
            "event": "started",
            "command": "build",
            **replaced,
        }

    return make
