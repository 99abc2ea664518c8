"""The watch: what is pending is routed, sent and written down. Knows no host."""

from nightledger.watch.tick import TickReport, tick

__all__ = ["TickReport", "tick"]
