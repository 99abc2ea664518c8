"""What drawing takes, and whether this machine has it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

__all__ = ["BROWSER", "RENDERER", "chromium", "missing", "need_browser"]

BROWSER = Path(__file__).parents[2] / "browser"
RENDERER = BROWSER / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
REMEDY = "`make browser` installs it, or says why it cannot"


def chromium() -> str | None:
    """Give the path of the browser."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def missing() -> str | None:
    """Say what cannot be found, or nothing."""
    wanted = {"Chromium": chromium() is not None, "npm package adaptivecards": RENDERER.is_file()}
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
