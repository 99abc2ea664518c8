"""Another date for a program and for all it starts, as if the machine's clock had been set."""

from harness.clock.shifting import shifted_environment

__all__ = ["shifted_environment"]
