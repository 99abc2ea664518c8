r"""String literals: every quote may be escaped in every kind of non-raw literal.

The emulator leaves `\"` inside `'...'` as two characters; BigQuery reads one.
"""

from __future__ import annotations

from sqlglot.dialects import BigQuery


def repair() -> None:
    """Complete the dialect's table of escapes; numeric ones still stay as they are."""
    BigQuery.UNESCAPED_SEQUENCES.update({rf"\{mark}": mark for mark in "\"'`?"})
