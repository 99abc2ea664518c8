"""Views over views: kept as views. A matter of speed, not of meaning.

The emulator puts the text of every view below into a query before it translates it, to look for row
access policies. Without any policy that only costs time, and of a deep view it costs most.
"""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

from typing import Any

from .patching import wrap

CALLER = "bqemulator.sql.inner_query"


def repair() -> None:
    """Take hold where a statement meets the policies."""
    wrap(f"{CALLER}:rewrite_for_row_access", only_with_policies)


def only_with_policies(original: Any) -> Any:
    """Leave a statement alone while nobody has made a policy."""

    def rewrite(bq_sql: str, *, catalog: Any, **others: Any) -> str:
        if not catalog.list_all_row_access_policies():
            return bq_sql
        rewritten: str = original(bq_sql, catalog=catalog, **others)
        return rewritten

    return rewrite
