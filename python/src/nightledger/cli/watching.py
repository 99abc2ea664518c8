"""The loop of `nightledger watch`."""

from __future__ import annotations

import threading
import traceback
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from nightledger.cli import ticking
from nightledger.cli.formats import FILE_COLUMNS
from nightledger.cli.saying import printable
from nightledger.cli.times import shown
from nightledger.config import AlertsError, load
from nightledger.errors import NightledgerError, TransientLedgerError
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rich.status import Status

    from nightledger.cli.exporting import Exporter
    from nightledger.config import Config
    from nightledger.watch import TickReport, Watcher

LONGEST_PAUSE = timedelta(minutes=10)
MOST_DOUBLINGS = 16


@dataclass(slots=True, kw_only=True)
class AlertsFile:
    """alerts.yml, and the last version of it that has no mistakes."""

    path: Path
    config: Config
    seen: bytes | None

    @classmethod
    def read(cls, path: Path) -> AlertsFile:
        """Read it for the first time. Raises AlertsError."""
        return cls(path=path, config=load(path), seen=content_of(path))

    def reread(self) -> str | None:
        """Read it again if it changed; give what is to be said about that."""
        now = content_of(self.path)
        if now == self.seen:
            return None
        self.seen = now
        try:
            self.config = load(self.path)
        except AlertsError as error:
            return f"{error}\nUntil that is corrected, the earlier one counts."
        return f"{self.path} changed, and counts from now on."


def content_of(path: Path) -> bytes | None:
    """Return the bytes of a file; None while it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


@dataclass(slots=True, kw_only=True)
class Watching:
    """Ticks until `stop` is set. On a terminal the last line shows how it stands."""

    watcher: Watcher
    alerts: AlertsFile
    every: timedelta
    stop: threading.Event = field(default_factory=threading.Event)
    is_ticking: bool = False
    tick_count: int = 0
    failure_count: int = 0
    console: Console = field(default_factory=Console)
    exporter: Exporter | None = None

    def run(self) -> None:
        """Tick and wait. Raises what the first tick does, unless BigQuery was just out of reach."""
        if not self.console.is_terminal:
            self.console.width = FILE_COLUMNS
        self.say(f"Watching {self.watcher.dataset} with {self.alerts.path}; Ctrl-C ends it.")
        with self.status_line() as line:
            while not self.stop.is_set():
                stands = self.look()
                if line is not None:
                    line.update(Text(f"{shown(datetime.now(timezone.utc))} UTC: {stands}"))
                self.stop.wait(self.pause().total_seconds())

    def status_line(self) -> AbstractContextManager[Status | None]:
        """Return the line that shows how it stands; nothing where nobody looks."""
        if not self.console.is_terminal:
            return nullcontext()
        return self.console.status("looking")

    def look(self) -> str:
        """Tick once; return how it stands."""
        failures_before = self.failure_count
        try:
            return self.tick()
        finally:
            if self.exporter is not None:
                self.exporter.ticked(is_good=self.failure_count <= failures_before)

    def tick(self) -> str:
        """Tick, and say what it did; return how it stands."""
        news = self.alerts.reread()
        if news:
            self.say(news)
        self.is_ticking = True
        try:
            report = self.watcher.tick(self.alerts.config, host="watch", trigger="loop")
            self.tell(report)
        except NightledgerError as error:
            is_hopeless = not isinstance(error, TransientLedgerError)
            if is_hopeless and not self.tick_count:
                raise
            return self.failed(str(error))
        except Exception:
            if not self.tick_count:
                raise
            return self.failed(f"in a way nobody foresaw\n{traceback.format_exc()}")
        finally:
            self.is_ticking = False
            self.tick_count += 1
        self.failure_count = 0
        return ticking.summary(report)

    def tell(self, report: TickReport) -> None:
        """Say what a tick did, if it did something."""
        if ticking.is_quiet(report):
            return
        client, dataset = self.watcher.client, self.watcher.dataset
        for row in ticking.read_back(client, dataset, report, self.say):
            self.say(ticking.delivery_line(row))
        self.say(f"{shown(datetime.now(timezone.utc))} UTC: {ticking.summary(report)}")

    def failed(self, why: str) -> str:
        """Say that a tick failed, and when the next one is."""
        self.failure_count += 1
        seconds = self.pause().total_seconds()
        stands = f"the tick failed, the next one is in {seconds:g} s"
        self.say(f"{shown(datetime.now(timezone.utc))} UTC: {stands}: {why}")
        return stands

    def pause(self) -> timedelta:
        """Return how long to wait: `every`, and after each further failure twice as long."""
        doublings = min(max(0, self.failure_count - 1), MOST_DOUBLINGS)
        return min(self.every * int(2**doublings), max(self.every, LONGEST_PAUSE))

    def say(self, text: Any) -> None:  # noqa: ANN401 - errors too
        """Write a line without secrets; it may be long."""
        self.console.print(Text(printable(redact_text(str(text)))), soft_wrap=True)
