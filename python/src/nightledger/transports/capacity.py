"""How many problems one message of a target carries: what it cannot carry, it does not tell."""

from __future__ import annotations

POSTED_PROBLEMS = 25
"""Each problem is an event, posted eight at a time: at two seconds an answer they still fit into
the ten seconds of a send."""
