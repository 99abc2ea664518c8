"""The watch: what is pending is routed, sent and written down. Knows no host."""

from nightledger.watch.tick import TickReport, tick
from nightledger.watch.watcher import Watcher

__all__ = ["TickReport", "Watcher", "tick"]
