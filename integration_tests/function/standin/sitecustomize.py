"""Python imports this by itself: a tick that needs no BigQuery, and fails when it is told to."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nightledger import config, errors, watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a tick reports, as nightledger.watch.TickReport."""

    tick_id: str
    outcome: str = "ok"
    failed_count: int = 0
    unreachable_count: int = 0
    next_look_at: datetime | None = None
    error: str | None = None


def tick(watcher: watch.Watcher, _config: object, *, trigger: str, **_options: object) -> Report:
    """Report dataset and trigger; fail while the file STANDIN_FAULT names an error."""
    fault = Path(os.environ["STANDIN_FAULT"])
    if fault.exists():
        told = "as told"
        raise getattr(errors, fault.read_text())(told)
    return Report(tick_id=f"{watcher.dataset} {trigger}")


watch.Watcher.tick = tick  # type: ignore[method-assign,assignment]
vars(config).update(load=str)
