"""Rows to write."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]


@pytest.fixture
def load_row() -> Callable[..., Row]:
    """Return a maker of rows of one load, which only this test knows; a keyword replaces a value.

    Ledgers are used by one test after the other, and the same rows would be the same job.
    """
    load_id = uuid4().hex

    def make(**replaced: object) -> Row:
        return {
            "occurred_at": datetime(2026, 3, 1, 2, 3, 4, 567890, tzinfo=timezone.utc),
            "environment": "test",
            "pipeline_name": "lender",
            "load_id": load_id,
            "table_name": "loans",
            "status": "loaded",
            "rows_loaded": 7,
            **replaced,
        }

    return make


@pytest.fixture
def invocation_row() -> Callable[..., Row]:
    """Return a maker of rows of one dbt command, which only this test knows; see `load_row`."""
    invocation_id = uuid4().hex

    def make(**replaced: object) -> Row:
        return {
            "occurred_at": datetime(2026, 3, 1, 2, 3, 4, tzinfo=timezone.utc),
            "environment": "test",
            "invocation_id": invocation_id,
            "event": "started",
            "command": "build",
            **replaced,
        }

    return make
