"""Add up the reports of all tiers: `python -m harness.summary <folder of junit files>`.

Ends with the plain line `N passed, N failed, N skipped`. With CI=true a skip for want of a system
package is a failure, because there the script may install it.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

MISSING_PACKAGE = "needs the system package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The outcome of one tier."""

    name: str
    passed: int
    failed: int
    skipped: tuple[str, ...]
    seconds: float


def read(report: Path) -> Tier:
    """Read one junit file."""
    cases = list(ET.parse(report).getroot().iter("testcase"))  # noqa: S314 - pytest wrote it
    failed = sum(1 for c in cases if c.find("failure") is not None or c.find("error") is not None)
    skipped = tuple(s.get("message", "") for c in cases if (s := c.find("skipped")) is not None)
    return Tier(
        name=report.stem,
        passed=len(cases) - failed - len(skipped),
        failed=failed,
        skipped=skipped,
        seconds=sum(float(c.get("time", 0)) for c in cases),
    )


def main() -> int:
    """Print one line a tier, every reason to skip, and the sum; 1 when something failed."""
    tiers = [read(report) for report in sorted(Path(sys.argv[1]).glob("*.xml"))]
    for t in tiers:
        counts = f"{t.passed:5} passed {t.failed:4} failed {len(t.skipped):4} skipped"
        print(f"{t.name:20} {counts} {t.seconds:8.1f} s")
    reasons = sorted({reason for t in tiers for reason in t.skipped})
    for reason in reasons:
        print(f"skipped: {reason}")
    failed = sum(t.failed for t in tiers)
    if os.environ.get("CI") == "true":
        failed += sum(MISSING_PACKAGE in reason for t in tiers for reason in t.skipped)
    skipped = sum(len(t.skipped) for t in tiers)
    print(f"{sum(t.passed for t in tiers)} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not tiers else 0


if __name__ == "__main__":
    sys.exit(main())
