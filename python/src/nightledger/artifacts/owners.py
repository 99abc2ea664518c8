"""Owners as dbt lets people write them."""

from __future__ import annotations

Owner = str | dict[str, str | list[str]] | list[str]


def owner_name(owner: Owner) -> str | None:
    """Give an owner as one text: a name, a list, or a mapping with name and one or more emails."""
    named = (owner.get("name") or owner.get("email")) if isinstance(owner, dict) else owner
    return ", ".join(named) if isinstance(named, list) else named
