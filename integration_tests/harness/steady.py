"""Random tests that ask the same every time, on a machine of any speed.

NIGHTLEDGER_EXPLORE=1    ask something new every time, to find what nobody thought of
"""

from __future__ import annotations

import os

from hypothesis import settings

NAME = "nightledger"


def be_steady() -> None:
    """Let Hypothesis take its examples from the test's own text, and no time for a failure."""
    explores = os.environ.get("NIGHTLEDGER_EXPLORE") == "1"
    settings.register_profile(NAME, derandomize=not explores, database=None, deadline=None)
    settings.load_profile(NAME)
