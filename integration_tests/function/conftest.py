"""What the tests of the Cloud Function share: its settings, and a tick that does as it is told."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from function.deployment import FOLDER
from functions_framework import create_app
from nightledger import config, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

FINISHED_AT = datetime(2026, 3, 10, 5, tzinfo=timezone.utc)


@dataclass(slots=True)
class ToldTick:
    """A tick without BigQuery. does: what happens in it; calls: the arguments of each."""

    does: Callable[[], Any]
    calls: list[dict[str, Any]] = field(default_factory=list)

    def tick(self, watcher: watch.Watcher, config: object, **options: object) -> object:
        """Note the call and do as told."""
        known = {"client": watcher.client, "dataset": watcher.dataset, "config": config}
        self.calls.append(known | options)
        return self.does()


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what the function needs; nothing listens at the emulator's address."""
    monkeypatch.setenv("NIGHTLEDGER_PROJECT", "nightledger-local")
    monkeypatch.setenv("NIGHTLEDGER_DATASET", "audit")
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", "127.0.0.1:1")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Undo what the function's module does to the root logger."""
    root, ours = logging.getLogger(), logging.getLogger("nightledger")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> ToldTick:
    """Return the tick in the place of the real one; alerts.yml is its path."""
    tick = ToldTick(does=told_report)
    monkeypatch.setattr(
        watch.Watcher,
        "tick",
        lambda *given, **named: tick.tick(*given, **named),  # noqa: PLW0108 - binds
    )
    monkeypatch.setattr(config, "load", str)
    return tick


@pytest.fixture
def call() -> Callable[[str], FlaskClient]:
    """Return a maker of clients for one of the two entry points, as the framework serves it."""

    def make(target: str, signature: str = "http") -> FlaskClient:
        app = create_app(target, str(FOLDER / "main.py"), signature)  # type: ignore[no-untyped-call]
        client: FlaskClient = app.test_client()
        return client

    return make


def told_report(**changes: Any) -> watch.TickReport:  # noqa: ANN401 - any field of it
    """Return the report of a tick that did nothing, but for the changes."""
    quiet = watch.TickReport(tick_id="t1", finished_at=FINISHED_AT, duration_seconds=0.25)
    return replace(quiet, **changes)
