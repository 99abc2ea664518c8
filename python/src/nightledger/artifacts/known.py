"""What is known of a command that its artifacts do not tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nightledger.artifacts.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The dbt target (name, project, dataset, threads) and the settings of the project."""

    target: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


Ask = Callable[["Project", str], Known]
"""Tells what is known of a command, by its project and invocation id."""


def with_own_settings(known: Known, args: Mapping[str, Any]) -> Known:
    """Return the same with the settings of the command's own `--vars`, which replace all others."""
    given = args.get("vars")
    settings = given.get("nightledger") if isinstance(given, dict) else None
    return replace(known, settings=settings) if isinstance(settings, dict) else known


def nothing_known(_project: Project, _invocation_id: str) -> Known:
    """Stand in for a ledger where none can be asked."""
    return Known()
