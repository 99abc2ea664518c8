"""Where the embedded BigQuery is known to answer otherwise than GoogleSQL, and why.

- case: vw_run_summary/a_killed_run_has_vanished
columns: [duration_seconds]     # optional: the columns which differ; else the whole case
why: The emulator rounds ...
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_KEYS = ({"case", "why"}, {"case", "why", "columns"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDifference:
    """An explained difference. Without `columns` nothing of the case is compared."""

    case: str
    columns: tuple[str, ...]
    why: str


def read_exceptions(path: Path) -> Mapping[str, KnownDifference]:
    """Read the exceptions by case; no file means none. Raises ValueError for an unexplained one."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    known = {}
    for entry in entries or ():
        if set(entry) not in _KEYS or not str(entry["why"]).strip():
            message = f"{path}: an exception has case, why and perhaps columns, not {entry}"
            raise ValueError(message)
        known[entry["case"]] = KnownDifference(
            case=entry["case"],
            columns=tuple(entry.get("columns") or ()),
            why=entry["why"],
        )
    return known
