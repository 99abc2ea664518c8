"""Owners as dbt lets people write them."""

from __future__ import annotations

from typing import Any

Owner = str | dict[str, Any] | list[Any] | int
"""YAML reads an unquoted number as one."""


def owner_name(owner: Owner) -> str | None:
    """Give an owner as one text: a name, a list, or a mapping with name and one or more emails."""
    named = (owner.get("name") or owner.get("email")) if isinstance(owner, dict) else owner
    if not named:
        return None
    return ", ".join(map(str, named)) if isinstance(named, list) else str(named)
