"""Implicit unnests: looked for only where one can be. A matter of speed, not of meaning.

sqlglot copies every joined subquery to find joins such as `from t, t.items`. A view over views is
parsed as one text with a subquery per level, so copies of copies took most of the time of a query.
"""

# ruff: noqa: ANN401 - sqlglot's parser has no useful types here
from __future__ import annotations

from typing import Any

from sqlglot import exp

from .patching import wrap


def repair() -> None:
    """Take hold where the parser looks for them."""
    wrap("sqlglot.parser:Parser._implicit_unnests_to_explicit", look_where_tables_are_joined)


def look_where_tables_are_joined(original: Any) -> Any:
    """Leave a query alone when nothing in it is joined without a condition."""

    def look(parser: Any, this: Any) -> Any:
        joins = this.args.get("joins") or []
        if any(isinstance(join.this, exp.Table) and not join.args.get("on") for join in joins):
            return original(parser, this)
        return this

    return look
