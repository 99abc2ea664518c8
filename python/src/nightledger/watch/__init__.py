"""The watch: every receiver is made to know what is true, and it is written down. Knows no host."""

from nightledger.watch.report import TickReport
from nightledger.watch.tick import tick
from nightledger.watch.watcher import Watcher

__all__ = ["TickReport", "Watcher", "tick"]
