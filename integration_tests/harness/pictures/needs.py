"""What drawing takes, and whether this machine has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nightledger.preview.chromium import find_program

__all__ = ["AXE", "BROWSER", "RENDERER", "missing", "need_browser"]

BROWSER = Path(__file__).parents[2] / "browser"
RENDERER = BROWSER / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
AXE = BROWSER / "node_modules" / "axe-core" / "axe.min.js"
REMEDY = "`make browser` installs it, or says why it cannot"


def missing() -> str | None:
    """Say what cannot be found, or nothing."""
    wanted = {
        "Chromium": find_program() is not None,
        "npm package adaptivecards": RENDERER.is_file(),
        "npm package axe-core": AXE.is_file(),
    }
    absent = [name for name, is_there in wanted.items() if not is_there]
    return f"No pictures can be drawn, missing: {', '.join(absent)}; {REMEDY}." if absent else None


def need_browser() -> None:
    """Skip the test where the browser is missing; fail it where one was promised."""
    reason = missing()
    if reason is None:
        return
    if os.environ.get("CI") == "true" or os.environ.get("NIGHTLEDGER_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
